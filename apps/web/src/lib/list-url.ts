// How an address says the state of a list, apart from its schemas: every page links to saved views.

/** How the parts of a list's state are called in the address, where that is not their name. */
export type UrlKeys = Readonly<Record<string, string>>;

/** A part of a state as text: several values are joined by commas, days are `2026-01-01..2026-01-31` or `last7`, yes is 1. */
export function writePart(value: unknown): string {
  if (Array.isArray(value)) return value.join(",");
  if (value === true) return "1";
  if (typeof value !== "object" || value === null) return String(value);
  const [from, to, last] = ["from", "to", "last"].map((name) => Reflect.get(value, name));
  return last ? `last${last}` : `${from ?? ""}..${to ?? ""}`;
}

/** The query of an address, with its question mark; empty where there is nothing to say. */
export function writeState(state: Readonly<Record<string, unknown>>, urlKeys: UrlKeys, view?: string): string {
  const parts = Object.entries(state).filter(([, value]) => value !== undefined && value !== false);
  const query = new URLSearchParams(parts.map(([name, value]) => [urlKeys[name] ?? name, writePart(value)]));
  if (view) query.set("view", view);
  return query.size > 0 ? `?${query}` : "";
}
