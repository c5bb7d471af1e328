import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { migrationTags } from "./project.ts";

const folder = "packages/db/migrations";
const journalFile = `${folder}/meta/_journal.json`;

/** The table that a statement creates or changes; undefined for other statements. */
const subjectOf = (statement: string): string | undefined =>
  /^\s*(?:create table|alter table|create (?:unique )?index .+? on|create policy .+? on) "(\w+)"/i.exec(statement)?.[1];

const statementsOf = (root: string, tag: string): string[] =>
  readFileSync(join(root, folder, `${tag}.sql`), "utf8")
    .split("--> statement-breakpoint")
    .filter((statement) => statement.trim() !== "");

/**
 * The newest migrations, if they create these tables and change nothing else.
 *
 * @returns their tags, newest first; none if later migrations change other tables
 */
export function ownMigrations(root: string, tables: readonly string[]): string[] {
  const made = new Set<string>();
  const own: string[] = [];
  for (const tag of migrationTags(root).reverse()) {
    const statements = statementsOf(root, tag);
    const about = statements.filter((statement) => tables.includes(subjectOf(statement) ?? ""));
    if (statements.length === 0 || about.length < statements.length) break;
    own.push(tag);
    for (const statement of statements) {
      if (/^\s*create table/i.test(statement)) made.add(subjectOf(statement) ?? "");
    }
  }
  return tables.every((table) => made.has(table)) ? own : [];
}

/** Removes the newest migrations with their snapshots. */
export function dropMigrations(root: string, tags: readonly string[]): void {
  for (const tag of tags) {
    rmSync(join(root, folder, `${tag}.sql`));
    rmSync(join(root, folder, "meta", `${tag.slice(0, 4)}_snapshot.json`));
  }
  const journal: { entries: { tag: string }[] } = JSON.parse(readFileSync(join(root, journalFile), "utf8"));
  const entries = journal.entries.filter(({ tag }) => !tags.includes(tag));
  writeFileSync(join(root, journalFile), JSON.stringify({ ...journal, entries }, null, 2));
}
