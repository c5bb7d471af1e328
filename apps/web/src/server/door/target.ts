import type { IncomingMessage } from "node:http";

/** Where a request goes, decided once on a parsed URL. What comes after the door reads what the door has read. */
export interface Target {
  /** The path as it stands in the address, percent-encoded. */
  path: string;
  query: URLSearchParams;
  /** What the next server gets: path and query. */
  address: string;
}

// Stands for whichever host: a request's target is a path.
const base = "http://waybill.invalid";

/**
 * Reads a request's target: a path, or a whole address as clients of proxies send it.
 *
 * @returns null where there is no path that could be decoded: it is then the address of nothing.
 */
export function readTarget({ url = "" }: Pick<IncomingMessage, "url">): Target | null {
  // Concatenated, not resolved: `//evil.test` is a path here, and not a host.
  const whole = url.startsWith("/") ? `${base}${url}` : url;
  if (!/^https?:\/\//i.test(whole) || !URL.canParse(whole)) return null;
  const { pathname, search, searchParams } = new URL(whole);
  return isDecodable(pathname) ? { path: pathname, query: searchParams, address: pathname + search } : null;
}

/** Whether a percent-encoded text is one: UTF-8, and without control characters. */
export function isDecodable(text: string): boolean {
  try {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    return !/[\u0000-\u001f\u007f]/.test(decodeURIComponent(text));
  } catch {
    return false;
  }
}
