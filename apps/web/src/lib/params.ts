/** A page's query, as Next gives it. */
export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** The query with one value for each name. */
export async function readParams(params: SearchParams): Promise<Record<string, string>> {
  const entries = Object.entries(await params).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
