import { hash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { readCookie } from "../cookies.ts";
import { formerName, plainName } from "../session-cookie.ts";
import { isDecodable } from "./target.ts";

/** A `Cookie` header without values that cannot be decoded. */
export function decodableCookies(header: string): string {
  if (!header.includes("%")) return header;
  return header
    .split(/; */)
    .filter((pair) => isDecodable(pair.slice(pair.indexOf("=") + 1)))
    .join("; ");
}

/** The names of the session cookie: the current one, then that of an earlier version. */
const namesOver = { http: [plainName], https: [`__Host-${plainName}`, formerName] };

/** The value of the session cookie that is verified later. */
function sessionCookieIn(header: string, https: boolean): string | null {
  for (const one of namesOver[https ? "https" : "http"]) {
    const value = readCookie(header, one);
    if (value) return value;
  }
  return null;
}

/** An API key. Other values of the header are ignored, here and later. */
const key = /^Bearer wb_/;

/**
 * The credential of a request: the hash of its API key or session cookie; null without one.
 *
 * @param https whether the public origin is HTTPS: the cookie then has another name.
 */
export function credentialOf({ authorization = "", cookie = "" }: IncomingHttpHeaders, https: boolean): string | null {
  const secret = key.test(authorization) ? authorization : sessionCookieIn(cookie, https);
  return secret ? hash("sha256", secret, "base64url") : null;
}
