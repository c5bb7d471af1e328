import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readMigrationFiles } from "drizzle-orm/migrator";
import type { ISql, Sql } from "postgres";
import type { MigrationLock } from "./migration-lock.ts";

/** The folder of the migrations. */
export const migrationsFolder = fileURLToPath(new URL("../migrations", import.meta.url));

/** A migration. */
export interface Migration {
  tag: string;
  /** When it was made, in milliseconds since 1970: its order, and its key in the database. */
  at: number;
  hash: string;
  statements: readonly string[];
  /** Whether it runs outside of a transaction: its SQL contains the line `-- outside a transaction`. */
  alone: boolean;
}

/** The migrations of a folder, in order. */
export function readMigrations(folder: string = migrationsFolder): Migration[] {
  const { entries }: { entries: { tag: string }[] } = JSON.parse(readFileSync(`${folder}/meta/_journal.json`, "utf8"));
  return readMigrationFiles({ migrationsFolder: folder }).map(({ sql, folderMillis, hash }, index) => ({
    tag: entries[index]?.tag ?? String(index),
    at: folderMillis,
    hash,
    statements: sql.filter((statement) => statement.trim()),
    alone: /^-- outside a transaction$/m.test(sql.join("\n")),
  }));
}

/** Whether a statement creates a table. */
const createsTable = (statement: string) => /\bcreate\s+table\b/i.test(statement);

/**
 * Runs pending migrations, each in its own transaction, and records them in Drizzle's table.
 *
 * @param migrations in order.
 * @param onTable runs after each statement that creates a table, in the transaction of the migration.
 */
export async function applyMigrations(
  owner: Sql,
  lock: MigrationLock,
  migrations: readonly Migration[],
  onTable?: (sql: ISql) => Promise<void>,
): Promise<void> {
  await ensureTable(owner);
  const [last] = await owner<{ at: string | null }[]>`select max(created_at) as at from drizzle.__drizzle_migrations`;
  for (const migration of migrations) {
    const { tag, at, hash, statements, alone } = migration;
    if (last?.at && at <= Number(last.at)) continue;
    const row = { tag, hash, created_at: at };
    if (alone) {
      await lock.withoutTransaction(tag, statements);
      await owner`insert into drizzle.__drizzle_migrations ${owner(row)}`;
      continue;
    }
    await lock.transaction(tag, async (sql) => {
      for (const statement of statements) {
        await sql.unsafe(statement);
        if (onTable && createsTable(statement)) await onTable(sql);
      }
      await sql`insert into drizzle.__drizzle_migrations ${sql(row)}`;
    });
  }
}

/** Drizzle's table of migrations, with an additional column for the name. */
async function ensureTable(owner: Sql) {
  const columns = await owner<{ name: string }[]>`
    select attname as name from pg_attribute
    where attrelid = to_regclass('drizzle.__drizzle_migrations') and attnum > 0 and not attisdropped`;
  const names = new Set(columns.map(({ name }) => name));
  if (names.size === 0) {
    await owner.unsafe(`
      create schema if not exists drizzle;
      create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`);
  }
  if (!names.has("tag")) await owner`alter table drizzle.__drizzle_migrations add column tag text`;
}
