import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const journalFile = fileURLToPath(new URL("../migrations/meta/_journal.json", import.meta.url));

/** The last migration of this version. @property at its number, as the database records it */
export function lastMigration(): { name: string; at: number } {
  const { entries }: { entries: { tag: string; when: number }[] } = JSON.parse(readFileSync(journalFile, "utf8"));
  const last = entries.at(-1);
  if (!last) throw new Error("There are no migrations.");
  return { name: last.tag, at: last.when };
}
