import { hash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { readCookie } from "../cookies.ts";
import { formerName, plainName } from "../session-cookie.ts";
import { isDecodable } from "./target.ts";

/** A `Cookie` header without the pairs whose value cannot be decoded: they count as absent. */
export function decodableCookies(header: string): string {
  if (!header.includes("%")) return header;
  return header
    .split(/; */)
    .filter((pair) => isDecodable(pair.slice(pair.indexOf("=") + 1)))
    .join("; ");
}

/** The names of the session's cookie: today's, then the one of an earlier version. */
const namesOver = { http: [plainName], https: [`__Host-${plainName}`, formerName] };

/** The value of the session's cookie: the one that is read afterwards, and nothing that is called alike. */
function sessionCookieIn(header: string, https: boolean): string | null {
  for (const one of namesOver[https ? "https" : "http"]) {
    const value = readCookie(header, one);
    if (value) return value;
  }
  return null;
}

/** What stands in for a session; whatever else is in this header counts as absent, as it does afterwards. */
const key = /^Bearer wb_/;

/**
 * What a request proves itself by: a hash of the key or of the session's cookie that comes with it; null without one.
 *
 * @param https whether people come by HTTPS, where the cookie has another name.
 */
export function credentialOf({ authorization = "", cookie = "" }: IncomingHttpHeaders, https: boolean): string | null {
  const secret = key.test(authorization) ? authorization : sessionCookieIn(cookie, https);
  return secret ? hash("sha256", secret, "base64url") : null;
}
