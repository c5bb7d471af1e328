// The notation of list states in URLs, without their schemas: every page links to saved views.

/** Names of parts of a list's state in the URL, if they differ. */
export type UrlKeys = Readonly<Record<string, string>>;

/** A part of a state as text: values joined by commas, days as `2026-01-01..2026-01-31` or `last7`, true as 1, false as 0. */
export function writePart(value: unknown): string {
  if (Array.isArray(value)) return value.join(",");
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value !== "object" || value === null) return String(value);
  const [from, to, last] = ["from", "to", "last"].map((name) => Reflect.get(value, name));
  return last ? `last${last}` : `${from ?? ""}..${to ?? ""}`;
}

/** The query string of a state, with its question mark; empty for an empty state. */
export function writeState(state: Readonly<Record<string, unknown>>, urlKeys: UrlKeys, view?: string): string {
  const parts = Object.entries(state).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(parts.map(([name, value]) => [urlKeys[name] ?? name, writePart(value)]));
  if (view) query.set("view", view);
  return query.size > 0 ? `?${query}` : "";
}
