import type { IncomingMessage } from "node:http";

/** The target of a request, parsed once. Later code reads this one. */
export interface Target {
  /** The path, percent-encoded. */
  path: string;
  query: URLSearchParams;
  /** Path and query. */
  url: string;
}

// A placeholder: a target is a path.
const base = "http://waybill.invalid";

/**
 * Parses a target: a path, or an absolute URL as clients of proxies send it.
 *
 * @returns null if the path cannot be decoded.
 */
export function readTarget({ url = "" }: Pick<IncomingMessage, "url">): Target | null {
  // Concatenated, not resolved: `//evil.test` is a path here, not a host.
  const whole = url.startsWith("/") ? `${base}${url}` : url;
  if (!/^https?:\/\//i.test(whole) || !URL.canParse(whole)) return null;
  const { pathname, search, searchParams } = new URL(whole);
  return isDecodable(pathname) ? { path: pathname, query: searchParams, url: pathname + search } : null;
}

/** Whether a percent-encoded text is valid UTF-8 without control characters. */
export function isDecodable(text: string): boolean {
  try {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are searched for
    return !/[\u0000-\u001f\u007f]/.test(decodeURIComponent(text));
  } catch {
    return false;
  }
}
