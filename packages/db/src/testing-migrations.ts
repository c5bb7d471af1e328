import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrationsFolder } from "./apply-migrations.ts";

/**
 * Writes a folder with this version's migrations and more after them, as a later version would have it.
 *
 * @param later texts of migrations, by their names.
 * @returns the folder, for `migrate`
 */
export function laterMigrations(later: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "waybill-later-"));
  cpSync(migrationsFolder, folder, { recursive: true });
  const file = join(folder, "meta/_journal.json");
  const journal: { entries: { idx: number; when: number; tag: string }[] } = JSON.parse(readFileSync(file, "utf8"));
  for (const [tag, text] of Object.entries(later)) {
    const last = journal.entries.at(-1);
    if (!last) throw new Error("There are no migrations.");
    writeFileSync(join(folder, `${tag}.sql`), text);
    journal.entries.push({ ...last, idx: last.idx + 1, when: last.when + 1, tag });
  }
  writeFileSync(file, JSON.stringify(journal));
  return folder;
}
