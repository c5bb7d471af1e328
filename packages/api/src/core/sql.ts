import { type SQL, sql } from "drizzle-orm";

/** A search text as a pattern that finds it anywhere. */
export function contains(text: string): string {
  return `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}

/** For an upsert: sets these columns to what was to be inserted. */
export function taken<const Column extends string>(columns: readonly Column[]): Record<Column, SQL> {
  const entries = columns.map((column) => [column, sql.raw(`excluded.${column}`)] as const);
  return Object.fromEntries(entries) as Record<Column, SQL>; // fromEntries forgets the keys
}

/** Whether an upsert made the row: a row that no transaction has replaced has no `xmax`. */
export const isNew = sql<boolean>`xmax = 0`;

/** Counts what an upsert made and changed. */
export function countWritten(rows: { created: boolean }[]): { created: number; updated: number } {
  const created = rows.filter((row) => row.created).length;
  return { created, updated: rows.length - created };
}
