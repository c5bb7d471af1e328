import { type Db, newId } from "@waybill/db";
import { getTableColumns, type SQL, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import { z } from "zod";

/** A search text as a pattern that finds it anywhere. */
export function contains(text: string): string {
  return `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}

/** How Drizzle names a column in the database. */
const snakeCase = (name: string) => sql.identifier(name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));

/**
 * Writes many rows in one statement with one parameter, whatever their number: new ones are made, those whose `key`
 * there is already are changed.
 *
 * @param key the column that is unique in the tenant.
 * @param rows all with the same columns, no two with the same key.
 */
export async function upsertRows<Table extends PgTable & { tenantId: PgColumn; version: PgColumn }>(
  db: Db,
  table: Table,
  key: keyof Table["_"]["columns"] & string,
  rows: readonly Record<string, unknown>[],
): Promise<{ created: number; updated: number }> {
  const [first] = rows;
  if (!first) return { created: 0, updated: 0 };
  const columns = getTableColumns(table);
  const names = ["id", ...Object.keys(first)];
  const list = (make: (name: string) => SQL) => sql.join(names.map(make), sql`, `);
  const type = (name: string) => sql.raw(columns[name]?.getSQLType() ?? "text");
  const changed = names.filter((name) => name !== "id" && name !== key);
  const values = JSON.stringify(rows.map((row) => ({ id: newId(), ...row })));
  const written = await db.execute(sql`
    with written as (
      insert into ${table} (${list((name) => sql`${snakeCase(name)}`)})
      select ${list((name) => sql`given.${sql.identifier(name)}`)}
      from jsonb_to_recordset(${values}::jsonb) as given (${list((name) => sql`${sql.identifier(name)} ${type(name)}`)})
      on conflict (tenant_id, ${snakeCase(key)}) do update set
        ${sql.join(
          changed.map((name) => sql`${snakeCase(name)} = excluded.${snakeCase(name)}`),
          sql`, `,
        )}, version = ${table.version} + 1, updated_at = now()
      -- A row that no transaction has replaced has no xmax.
      returning xmax = 0 as made)
    select count(*) filter (where made)::int as created, count(*) filter (where not made)::int as updated from written`);
  return counts.parse(written[0]);
}

const counts = z.object({ created: z.number(), updated: z.number() });
