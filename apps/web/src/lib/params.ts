/** A page's query, as Next gives it. */
export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** The query with one value for each name. */
export async function readParams(params: SearchParams): Promise<Record<string, string>> {
  const entries = Object.entries(await params).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** A path of this site, or the start page: an address of somebody else's is not followed. */
export function ownPath(path: string | undefined): string {
  return path?.startsWith("/") && !path.startsWith("//") && !path.includes("\\") ? path : "/";
}
