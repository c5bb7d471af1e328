import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ownMigrations } from "./migrations.ts";

const root = mkdtempSync(join(tmpdir(), "waybill-migrations-"));
afterAll(() => rmSync(root, { recursive: true }));

/** Writes the project's migrations. @returns those that go with the tables of shelves */
function ownOf(migrations: Record<string, string>): string[] {
  const folder = join(root, "packages/db/migrations");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "meta"), { recursive: true });
  for (const [tag, sql] of Object.entries(migrations)) writeFileSync(join(folder, `${tag}.sql`), sql);
  const entries = Object.keys(migrations).map((tag, idx) => ({ idx, tag }));
  writeFileSync(join(folder, "meta/_journal.json"), JSON.stringify({ entries }));
  return ownMigrations(root, ["shelves"]);
}

const made = 'CREATE TABLE "shelves" ();--> statement-breakpoint\nCREATE INDEX "shelves_idx" ON "shelves" ("id");';
const changed = 'ALTER TABLE "shelves" ADD COLUMN "note" text;';
const others = 'ALTER TABLE "tenants" ADD COLUMN "note" text;';

test.each([
  ["the newest one that creates its tables", { "0000_first": others, "0001_shelves": made }, ["0001_shelves"]],
  ["later ones about its tables too", { "0000_shelves": made, "0001_note": changed }, ["0001_note", "0000_shelves"]],
  ["none before another change", { "0000_shelves": made, "0001_other": others }, []],
  ["none that changes other tables too", { "0000_all": `${made}--> statement-breakpoint\n${others}` }, []],
  ["none before one without statements", { "0000_shelves": made, "0001_empty": "" }, []],
  ["none if an older one creates its tables", { "0000_shelves": made, "0001_other": others, "0002_note": changed }, []],
])("a module is removed with %s", (_what, migrations, own) => {
  expect(ownOf(migrations)).toEqual(own);
});
