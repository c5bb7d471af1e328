// Stands for this site, whatever its name is: what a path leads to has to be here.
const here = "http://waybill.invalid";

/** Control characters, which browsers drop from addresses: `/\t/evil.test` is `//evil.test` to them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * A path of this site, as a browser would go to it; the start page where it leads anywhere else. Every address that comes
 * from outside and is followed goes through here.
 */
export function ownPath(path: string | undefined): string {
  if (!path?.startsWith("/") || control.test(path) || !URL.canParse(path, here)) return "/";
  const { origin, pathname, search, hash } = new URL(path, here);
  // `/..//evil.test` is a path here, and would be another host where it is followed.
  return origin === here && !pathname.startsWith("//") ? pathname + search + hash : "/";
}

/** The sign-in page, which tells the address and leads on to a path of this site: see {@link ownPath}. */
export const signInPath = (params: { email?: string; next: string; confirmed?: "1" }): string =>
  `/sign-in?${new URLSearchParams(params)}`;
