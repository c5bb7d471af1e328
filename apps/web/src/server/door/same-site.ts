import type { IncomingHttpHeaders } from "node:http";

/**
 * Whether a request that changes something comes from a page of another site. Browsers say where it comes from; programs
 * say nothing, and are let in: they have no cookies that a page could misuse.
 *
 * @param own the origins that the site has for who asks: scheme, host and port.
 */
export function isFromElsewhere(headers: IncomingHttpHeaders, own: readonly string[]): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return true;
  const { origin } = headers;
  if (origin === undefined) return false;
  // A page whose address is kept secret calls its origin so; then the browser's other word counts.
  if (origin === "null") return site === undefined;
  return !own.includes(origin);
}
