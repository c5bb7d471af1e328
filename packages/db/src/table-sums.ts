import type { Sql } from "postgres";

/** The content of a table, for comparisons. */
export interface TableSum {
  rows: string;
  /** A checksum of all rows, independent of their order. */
  checksum: string;
}

/** The tables of a database, by schema and name. */
export type TableSums = Record<string, TableSum>;

/** A table in two databases. */
export interface Comparison {
  table: string;
  expected: TableSum | null;
  found: TableSum | null;
  equal: boolean;
}

/** Settings that make the text of rows the same everywhere, without a timeout. */
export const sumSettings = {
  timezone: "UTC",
  datestyle: "ISO",
  intervalstyle: "postgres",
  extra_float_digits: "1",
  statement_timeout: "0",
  idle_in_transaction_session_timeout: "0",
};

/** The checksums of all tables, in a session with the settings {@link sumSettings}. */
export async function sumsIn(sql: Sql): Promise<TableSums> {
  const tables = await sql<{ name: string }[]>`
    select nspname || '.' || relname as name from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where relkind = 'r' and nspname in ('public', 'pgboss', 'drizzle') order by 1`;
  const sums: TableSums = {};
  for (const { name } of tables) {
    const [sum] = await sql<TableSum[]>`
      select count(*)::text as rows,
        coalesce(sum(('x' || left(md5(one::text), 16))::bit(64)::bigint::numeric), 0)::text as checksum
      from ${sql(name)} one`;
    if (sum) sums[name] = { ...sum };
  }
  return sums;
}

/** All tables of both, by name. */
export function compare(expected: TableSums, found: TableSums): Comparison[] {
  const tables = [...new Set([...Object.keys(expected), ...Object.keys(found)])].toSorted();
  return tables.map((table) => {
    const [one = null, other = null] = [expected[table], found[table]];
    return {
      table,
      expected: one,
      found: other,
      equal: one?.rows === other?.rows && one?.checksum === other?.checksum,
    };
  });
}
