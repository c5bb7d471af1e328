import { hash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { isDecodable } from "./target.ts";

/** A `Cookie` header without the pairs whose value cannot be decoded: they count as absent. */
export function decodableCookies(header: string): string {
  if (!header.includes("%")) return header;
  return header
    .split(/; */)
    .filter((pair) => isDecodable(pair.slice(pair.indexOf("=") + 1)))
    .join("; ");
}

const sessionCookie = /(?:^|;\s*)[^=;]*session-token[^=;]*=([^;]+)/;

/** Who calls, for counting: a hash of the session's cookie or of the key that comes with a request; null without one. */
export function sessionOf({ authorization, cookie }: IncomingHttpHeaders): string | null {
  const secret = authorization ?? sessionCookie.exec(cookie ?? "")?.[1];
  return secret ? hash("sha256", secret, "base64url") : null;
}
