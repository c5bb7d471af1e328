import { NextRequest } from "next/server";

/** The parts of a request with the URL to continue to after sign-in: a query parameter, and a cookie. */
const parameter = "callbackUrl";
const cookie = /^(?:__(?:Secure|Host)-)?authjs\.callback-url=(.*)$/;

/** Whether the sign-in library can parse a URL: an absolute one, or a path of this site. */
function isReadable(url: string, base: string): boolean {
  try {
    const { protocol } = new URL(url, url.startsWith("/") ? base : undefined);
    return protocol === "http:" || protocol === "https:";
  } catch {
    return false;
  }
}

/** Whether a cookie is not that one, or has a valid URL. */
function isReadableCookie(pair: string, base: string): boolean {
  const value = cookie.exec(pair)?.[1];
  try {
    return value === undefined || isReadable(decodeURIComponent(value), base);
  } catch {
    return false;
  }
}

/**
 * A request without invalid URLs to continue to: the library would answer them as if its
 * own configuration were wrong.
 */
export function withReadableCallback(request: Request): NextRequest {
  const { method, body } = request;
  const url = new URL(request.url);
  const callback = url.searchParams.get(parameter);
  if (callback && !isReadable(callback, url.origin)) url.searchParams.delete(parameter);
  const headers = new Headers(request.headers);
  const kept = headers
    .get("cookie")
    ?.split("; ")
    .filter((pair) => isReadableCookie(pair, url.origin));
  if (kept) headers.set("cookie", kept.join("; "));
  return new NextRequest(url, { method, headers, ...(body ? { body, duplex: "half" } : {}) });
}
