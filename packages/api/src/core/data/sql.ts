import { newId, type PreparedQuery, preparedSql, type TenantTable } from "@waybill/db";
import { eq, getTableColumns, getTableName, type SQL, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import { z } from "zod";
import type { TenantContext } from "../context.ts";

/** The transaction's time, by the database's clock, for all stored moments: clocks of processes differ. */
export const databaseTime = sql<Date>`now()`;

/** The form of Postgres for a moment, where the time zone of the session is UTC. */
const utcText = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/;

/** A moment as Postgres writes it, as ISO text in UTC with milliseconds. */
function isoOfText(text: string): string {
  const [, day, clock, fraction = ""] = utcText.exec(text) ?? [];
  return day ? `${day}T${clock}.${fraction.padEnd(3, "0").slice(0, 3)}Z` : new Date(text).toISOString();
}

/** A column's moment as ISO text, for long lists: the same as that of its Date, without making one for each row. */
export const isoText = (column: PgColumn): SQL<string> => sql<string>`${column}`.mapWith(isoOfText);

/** A `like` pattern that finds a text anywhere. */
export function contains(text: string): string {
  return `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}

/** `id = any(…)` with one parameter, so that the statement is the same for any number. */
export function oneOf(column: PgColumn | SQL, ids: readonly string[]): SQL {
  return sql`${column} = any(${sql.param([...ids])}::uuid[])`;
}

/** The condition: a tenant's rows that meet the other conditions. In a tenant, use {@link TenantContext.inTenant}. */
export function ofTenant(tenantId: string, { tenantId: column }: TenantTable, ...conditions: (SQL | undefined)[]): SQL {
  const others = conditions.filter((condition) => condition !== undefined);
  // In brackets, because a condition may contain `or`.
  const all = [eq(column, tenantId), ...others.map((condition) => sql`(${condition})`)];
  return sql`(${sql.join(all, sql` and `)})`;
}

/** A column's name in the database. */
const snakeCase = (name: string) => sql.identifier(name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));

/**
 * For `on conflict do update`: the columns of `values` as the insert gives them. A function such as `now()` is allowed in the
 * insert only: Citus refuses it in the update.
 */
export function asInserted<Values extends Record<string, unknown>>(values: Values): Record<keyof Values, SQL> {
  const columns = Object.keys(values).map((name) => [name, sql`excluded.${snakeCase(name)}`]);
  return Object.fromEntries(columns) as Record<keyof Values, SQL>; // of the same keys
}

/** `rows` as a table, from one JSON parameter, so that the statement is the same for any number. */
function recordset(table: PgTable, names: readonly string[], rows: unknown): SQL {
  const columns = getTableColumns(table);
  const type = (name: string) => sql.raw(columns[name]?.getSQLType() ?? "text");
  const list = names.map((name) => sql`${sql.identifier(name)} ${type(name)}`);
  return sql`jsonb_to_recordset(${rows}::jsonb) as given (${sql.join(list, sql`, `)})`;
}

const columnList = (names: readonly string[]) => sql.join(names.map(snakeCase), sql`, `);
const givenList = (names: readonly string[]) =>
  sql.join(
    names.map((name) => sql`given.${sql.identifier(name)}`),
    sql`, `,
  );

/** New rows of one table, for {@link insertTogether}. */
interface Rows {
  table: TenantTable;
  rows: readonly Record<string, unknown>[];
}

/** New rows of a tenant's table, without the tenant's id. @param rows all with the same columns. */
export const newRows = <Table extends TenantTable>(
  table: Table,
  rows: readonly Omit<Table["$inferInsert"], "tenantId">[],
): Rows => ({
  table,
  rows: "id" in getTableColumns(table) ? rows.map((row) => ({ id: newId(), ...row })) : rows,
});

/** Inserts rows of one table. @param rows JSON */
const insertGiven = (table: PgTable, names: readonly string[], tenantId: unknown, rows: unknown) => sql`
  insert into ${table} (tenant_id, ${columnList(names)})
  select ${tenantId}::uuid, ${givenList(names)} from ${recordset(table, names, rows)}`;

/** The same with a value list: Citus sends only such an insert to the tenant's machine. */
function insertWritten(table: PgTable, names: readonly string[], tenantId: unknown, rows: Rows["rows"]): SQL {
  const columns = getTableColumns(table);
  const written = rows.map((row) => {
    const values = names.map((name) => sql`${sql.param(row[name] ?? null, columns[name])}`);
    return sql`(${sql.join([sql`${tenantId}::uuid`, ...values], sql`, `)})`;
  });
  return sql`insert into ${table} (tenant_id, ${columnList(names)}) values ${sql.join(written, sql`, `)}`;
}

/** Prepared statements of {@link insertTogether}, by tables and columns. */
const inserts = new Map<string, PreparedQuery<unknown>>();

/**
 * Inserts a tenant's rows of one or several tables with one prepared statement, for any number of rows; Drizzle would build
 * an `insert` each time. There is no `returning`: ids are known before. A row may refer to another one of the call.
 */
export async function insertTogether(
  { run, db, tenant, distributed }: Pick<TenantContext, "run" | "db" | "distributed"> & { tenant: { id: string } },
  ...groups: Rows[]
): Promise<void> {
  const given = groups.filter(({ rows }) => rows.length > 0);
  if (given.length === 0) return;
  if (distributed) {
    await Promise.all(given.map((one) => insertOnNode({ run, db }, tenant.id, one)));
    return;
  }
  const shapes = given.map(({ table, rows: [first] }) => ({ table, names: Object.keys(first ?? {}) }));
  const key = shapes.map(({ table, names }) => `${getTableName(table)} ${names.join()}`).join("; ");
  const insert = inserts.get(key) ?? preparedSql(() => insertOf(shapes));
  inserts.set(key, insert);
  await run(insert, Object.fromEntries(given.map(({ rows }, index) => [`rows${index}`, JSON.stringify(rows)])));
}

/** Up to this many rows of one insert, its statement is kept. */
const maxRowsCached = 20;

/** Inserts rows of one table on Citus. The statement is one for each number of rows, so that few rows build none. */
async function insertOnNode(
  { run, db }: Pick<TenantContext, "run" | "db">,
  tenantId: string,
  { table, rows }: Rows,
): Promise<void> {
  const names = Object.keys(rows[0] ?? {});
  if (rows.length > maxRowsCached) {
    await db.execute(sql`${insertWritten(table, names, tenantId, rows)}`);
    return;
  }
  const key = `${rows.length} ${getTableName(table)} ${names.join()}`;
  const insert = inserts.get(key) ?? preparedSql(() => writtenOnce(table, names, rows.length));
  inserts.set(key, insert);
  const columns = getTableColumns(table);
  const values: Record<string, unknown> = {};
  for (const [index, row] of rows.entries()) {
    for (const name of names) {
      const value = row[name] ?? null;
      values[`${name}${index}`] = value === null ? null : (columns[name]?.mapToDriverValue(value) ?? value);
    }
  }
  await run(insert, values);
}

/** An insert of so many rows, with placeholders. */
function writtenOnce(table: PgTable, names: readonly string[], count: number): SQL {
  const rows = Array.from({ length: count }, (_, index) => {
    const values = names.map((name) => sql`${sql.placeholder(`${name}${index}`)}`);
    return sql`(${sql.join([sql`${sql.placeholder("tenantId")}::uuid`, ...values], sql`, `)})`;
  });
  return sql`insert into ${table} (tenant_id, ${columnList(names)}) values ${sql.join(rows, sql`, `)}`;
}

function insertOf(shapes: readonly { table: PgTable; names: readonly string[] }[]): SQL {
  const parts = shapes.map(({ table, names }, index) =>
    insertGiven(table, names, sql.placeholder("tenantId"), sql.placeholder(`rows${index}`)),
  );
  const last = parts.pop();
  if (parts.length === 0) return sql`${last}`;
  const named = parts.map((part, index) => sql`${sql.identifier(`part_${index}`)} as (${part})`);
  return sql`with ${sql.join(named, sql`, `)} ${last}`;
}

/**
 * Inserts or updates many rows with one statement and one parameter.
 *
 * @param key a column that is unique in the tenant.
 * @param rows all with the same columns, no two with the same key.
 */
export async function upsertRows<Table extends TenantTable & { version: PgColumn }>(
  { db, tenant, distributed }: Pick<TenantContext, "db" | "tenant" | "distributed">,
  table: Table,
  key: keyof Table["_"]["columns"] & string,
  rows: readonly Record<string, unknown>[],
): Promise<{ created: number; updated: number }> {
  const [first] = rows;
  if (!first) return { created: 0, updated: 0 };
  const names = ["id", ...Object.keys(first)];
  const changed = names.filter((name) => name !== "id" && name !== key);
  const named = rows.map((row) => ({ id: newId(), ...row }));
  const insert = distributed
    ? insertWritten(table, names, tenant.id, named)
    : insertGiven(table, names, tenant.id, JSON.stringify(named));
  const written = await db.execute(sql`
    with written as (
      ${insert}
      on conflict (tenant_id, ${snakeCase(key)}) do update set
        ${sql.join(
          changed.map((name) => sql`${snakeCase(name)} = excluded.${snakeCase(name)}`),
          sql`, `,
        )}, version = ${table.version} + 1, updated_at = excluded.updated_at
      returning version = 1 as made)
    select count(*) filter (where made)::int as created, count(*) filter (where not made)::int as updated from written`);
  return counts.parse(written[0]);
}

const counts = z.object({ created: z.number(), updated: z.number() });
