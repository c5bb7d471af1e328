import { webModules } from "./registry.ts";

/** Names that people call otherwise. */
const called = new Map(webModules.flatMap(({ words: own }) => Object.entries(own ?? {})));

/** A name of the code as people read it: `manageMembers` is "Manage members". */
export function words(name: string): string {
  const other = called.get(name);
  if (other) return other;
  const spaced = name.replace(/([A-Z])/g, " $1").toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
