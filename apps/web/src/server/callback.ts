import { NextRequest } from "next/server";

/** The parts of a request that say where to go after signing in: a query parameter, and cookies of these names. */
const parameter = "callbackUrl";
const cookie = /^(?:__(?:Secure|Host)-)?authjs\.callback-url=(.*)$/;

/** Whether the sign-in library can read an address: by itself, or as a path of this site. */
function isReadable(address: string, base: string): boolean {
  try {
    const { protocol } = new URL(address, address.startsWith("/") ? base : undefined);
    return protocol === "http:" || protocol === "https:";
  } catch {
    return false;
  }
}

/** Whether a cookie is none of these, or names an address that can be read. */
function isReadableCookie(pair: string, base: string): boolean {
  const value = cookie.exec(pair)?.[1];
  try {
    return value === undefined || isReadable(decodeURIComponent(value), base);
  } catch {
    return false;
  }
}

/**
 * A request without the addresses to go to afterwards that the sign-in library cannot read: it would answer as if its
 * own configuration were wrong. They count as absent.
 */
export function withReadableCallback(request: Request): NextRequest {
  const { method, body } = request;
  const url = new URL(request.url);
  const asked = url.searchParams.get(parameter);
  if (asked && !isReadable(asked, url.origin)) url.searchParams.delete(parameter);
  const headers = new Headers(request.headers);
  const kept = headers
    .get("cookie")
    ?.split("; ")
    .filter((pair) => isReadableCookie(pair, url.origin));
  if (kept) headers.set("cookie", kept.join("; "));
  return new NextRequest(url, { method, headers, ...(body ? { body, duplex: "half" } : {}) });
}
