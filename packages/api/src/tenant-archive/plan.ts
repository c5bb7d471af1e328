import { ownedByModules } from "@waybill/db";
import { sql } from "drizzle-orm";
import type { WorkContext } from "../core/context.ts";

/** Tenant tables excluded from archives, with reasons (docs/decisions/0029). All others are included. */
export const excludedTables: Record<string, string> = {
  api_keys: "a key grants access; new ones are created in the other installation",
  file_usage: "a trigger counts the files",
  search_words: "triggers write the words of things",
  former_words: "triggers write the former words of things",
  presence: "open pages of this moment",
  support_access: "support access for operators of this installation",
  ...Object.assign({}, ...ownedByModules.map(({ derivedTables }) => derivedTables ?? {})),
};

/** Columns written by triggers on other tables. */
const derived: Record<string, readonly string[]> = Object.assign(
  {},
  ...ownedByModules.map(({ derivedColumns }) => derivedColumns ?? {}),
);

/** A table in an archive. */
export interface ArchiveTable {
  name: string;
  /** Its columns, without the tenant. */
  columns: string[];
  /** The primary key without the tenant. */
  keys: string[];
  /** Columns that refer to later tables: written at the end. */
  later: string[];
}

interface CatalogTable {
  name: string;
  columns: string[];
  keys: string[];
}

interface Reference {
  from: string;
  to: string;
  columns: string[];
  optional: boolean;
}

type Rows<Row> = Row & Record<string, unknown>;

/**
 * The tables of an archive in import order: each after those that it refers to. Derived from the catalog, so that new
 * tables are included.
 *
 * @throws for circular references of non-null columns
 */
export async function archiveTables({ db }: Pick<WorkContext, "db">): Promise<ArchiveTable[]> {
  const tables = await db.execute<Rows<CatalogTable>>(sql`
    select relname as name,
      array(select attname::text from pg_attribute where attrelid = pg_class.oid and attnum > 0 and not attisdropped
        and attgenerated = '' and attname <> 'tenant_id' order by attnum) as columns,
      array(select attname::text from unnest(indkey) with ordinality as key (number, place)
        join pg_attribute on attrelid = pg_class.oid and attnum = key.number
        where attname <> 'tenant_id' order by place) as keys
    from pg_class join pg_index on indrelid = pg_class.oid and indisprimary
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
      and exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'tenant_id' and not attisdropped)
    order by 1`);
  const references = await db.execute<Rows<Reference>>(sql`
    select origin.relname as "from", target.relname as "to",
      array_agg(attname::text) filter (where attname <> 'tenant_id') as columns,
      bool_and(not attnotnull) filter (where attname <> 'tenant_id') as optional
    from pg_constraint join pg_class origin on origin.oid = conrelid join pg_class target on target.oid = confrelid
    join pg_attribute on attrelid = conrelid and attnum = any(conkey)
    where contype = 'f' and origin.relnamespace = 'public'::regnamespace
    group by pg_constraint.oid, origin.relname, target.relname order by 1, 2`);
  return ordered(
    tables.filter(({ name }) => !(name in excludedTables)),
    references,
  );
}

function ordered(tables: readonly CatalogTable[], references: readonly Reference[]): ArchiveTable[] {
  const names = new Set(tables.map(({ name }) => name));
  const placed: ArchiveTable[] = [];
  const has = (name: string) => placed.some((table) => table.name === name);
  // References outside the tenant exist already.
  const open = ({ name }: CatalogTable) =>
    references.filter(({ from, to }) => from === name && names.has(to) && !has(to));
  while (placed.length < tables.length) {
    const rest = tables.filter(({ name }) => !has(name));
    const next =
      rest.find((table) => open(table).length === 0) ?? rest.find((table) => open(table).every((one) => one.optional));
    if (!next) throw new Error(`These tables refer to each other: ${rest.map(({ name }) => name).join(", ")}.`);
    const later = open(next).flatMap(({ columns }) => columns);
    const columns = next.columns.filter((column) => !derived[next.name]?.includes(column) && !later.includes(column));
    placed.push({ ...next, columns, later });
  }
  return placed;
}
