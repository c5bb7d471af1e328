import type { IncomingHttpHeaders } from "node:http";

/**
 * Whether a request comes from a page of another site. Browsers send its origin. Programs send none, and pass: they have no
 * cookies that a page could abuse (CSRF).
 *
 * @param own the own origins: scheme, host and port.
 */
export function isCrossSite(headers: IncomingHttpHeaders, own: readonly string[]): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return true;
  const { origin } = headers;
  if (origin === undefined) return false;
  // A page with the policy `no-referrer` sends `null`: then `Sec-Fetch-Site` decides.
  if (origin === "null") return site === undefined;
  return !own.includes(origin);
}
