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

/** The value of the session's cookie, whatever it is called over HTTP and HTTPS. */
function sessionCookieIn(header: string): string | null {
  for (const pair of header.split(";")) {
    const end = pair.indexOf("=");
    if (end > 0 && pair.slice(0, end).includes("session-token")) return pair.slice(end + 1) || null;
  }
  return null;
}

/** Who calls, for counting: a hash of the session's cookie or of the key that comes with a request; null without one. */
export function sessionOf({ authorization, cookie }: IncomingHttpHeaders): string | null {
  const secret = authorization ?? sessionCookieIn(cookie ?? "");
  return secret ? hash("sha256", secret, "base64url") : null;
}
