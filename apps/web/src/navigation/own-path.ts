// A placeholder for the origin of this site: paths have to stay in it.
const here = "http://waybill.invalid";

/** Control characters, which browsers remove from URLs: `/\t/evil.test` becomes `//evil.test`. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are searched for
const control = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * A path of this site, as a browser resolves it; the start page if it leads anywhere else. Every URL that comes
 * from a client and is followed passes this function.
 */
export function ownPath(path: string | undefined): string {
  if (!path?.startsWith("/") || control.test(path) || !URL.canParse(path, here)) return "/";
  const { origin, pathname, search, hash } = new URL(path, here);
  // `/..//evil.test` is resolved to `//evil.test`, another host.
  return origin === here && !pathname.startsWith("//") ? pathname + search + hash : "/";
}

/** The URL of the sign-in page, which continues to a path of this site: see {@link ownPath}. */
export const signInPath = (params: { email?: string; next: string; confirmed?: "1" }): string =>
  `/sign-in?${new URLSearchParams(params)}`;
