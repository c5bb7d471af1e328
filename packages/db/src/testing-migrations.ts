import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as runMigrations } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { migrationsFolder } from "./apply-migrations.ts";
import { migrate } from "./migrate.ts";
import { createTestDatabase } from "./testing.ts";

/**
 * Writes a folder with this version's migrations and later ones.
 *
 * @param later texts of migrations by name.
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

interface Journal {
  entries: { tag: string }[];
}

/**
 * Migrates an empty database to an earlier version.
 *
 * @param isNext selects the first migration that is not run.
 * @throws if there is none
 */
async function migrateUpTo(ownerUrl: string, isNext: (tag: string) => boolean): Promise<void> {
  const earlier = mkdtempSync(join(tmpdir(), "waybill-migrations-"));
  cpSync(migrationsFolder, earlier, { recursive: true });
  const file = join(earlier, "meta/_journal.json");
  const journal: Journal = JSON.parse(readFileSync(file, "utf8"));
  const next = journal.entries.findIndex(({ tag }) => isNext(tag));
  if (next < 0) throw new Error("There is no such migration.");
  writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, next) }));
  // A separate connection, because Drizzle changes the driver's parsers.
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  await runMigrations(drizzle(owner), { migrationsFolder: earlier });
  await owner.end();
  rmSync(earlier, { recursive: true });
}

/**
 * A database in the state before a migration.
 *
 * @param words in the migration's text.
 * @returns the owner's URL
 */
export async function databaseBefore(words: string): Promise<string> {
  const { ownerUrl } = await createTestDatabase({ copyOf: null });
  await migrateUpTo(ownerUrl, (tag) => readFileSync(join(migrationsFolder, `${tag}.sql`), "utf8").includes(words));
  return ownerUrl;
}

/** Migrates a database. @returns the statements with effects */
export async function changesOf(ownerUrl: string): Promise<string[]> {
  const statements: string[] = [];
  await migrate(ownerUrl, { onStatement: (statement) => statements.push(statement.trim()) });
  return statements.filter((statement) =>
    /^(?:alter|comment|create|delete|drop|grant|insert|lock|revoke|update)\b/i.test(statement),
  );
}
