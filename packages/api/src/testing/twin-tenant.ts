import * as schema from "@waybill/db/schema";
import { postgres } from "@waybill/db/testing";
import { getTableColumns, getTableName, is } from "drizzle-orm";
import { type PgColumn, PgTable } from "drizzle-orm/pg-core";

/** A tenant with the same row ids as another. It sorts first, so that a look-up by id alone finds it. */
export const twinId = "00000000-0000-7000-8000-000000000001";

/** A word in texts of a twin and nowhere else. */
export const twinMarker = "Twin-Confidential";

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A column's value in the twin, as SQL: a different one, unless rows are found by it. */
function inTwin(column: PgColumn, indexed: ReadonlySet<string>): string {
  const name = snakeCase(column.name);
  if (name === "tenant_id") return `'${twinId}'::uuid`;
  // Permissions differ there.
  if (name === "permissions") return "'{}'::text[]";
  if (name === "role") return `case when ${name} is null then null else 'viewer' end`;
  if (indexed.has(name) || column.enumValues?.length) return name;
  if (column.dataType === "string" && column.getSQLType() === "text") return `'${twinMarker} ' || ${name}`;
  if (column.getSQLType() === "text[]") return `array(select '${twinMarker} ' || one from unnest(${name}) as one)`;
  if (column.getSQLType() === "jsonb") {
    return `case jsonb_typeof(${name}) when 'object' then ${name} || '{"${twinMarker}": 1}' else ${name} end`;
  }
  // Away from zero, so that checks of the sign hold.
  if (column.dataType === "number") return `case when ${name} < 0 then ${name} - 1000 else ${name} + 1000 end`;
  return name === "created_at" ? `${name} - interval '1 day'` : name;
}

/**
 * Creates the twin of a tenant: every row again with the same id. Ids are unique only within a tenant, so a look-up
 * by id alone finds the twin's row.
 *
 * @param ownerUrl a login that bypasses row-level security.
 */
export async function createTwin(ownerUrl: string, tenantId: string): Promise<void> {
  const tables = Object.values(schema)
    .filter((one) => is(one, PgTable))
    .filter((table) => "tenantId" in getTableColumns(table));
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  const indexed = await owner<{ table: string; columns: string[] }[]>`
    select indrelid::regclass::text as table, array_agg(attname::text) as columns from pg_index
    join pg_attribute on attrelid = indrelid and attnum = any (indkey) group by 1`;
  const copies = tables.flatMap((table) => {
    const name = getTableName(table);
    const columns = Object.values(getTableColumns(table));
    const keys = new Set(indexed.find((one) => one.table === name)?.columns);
    return [
      `insert into ${name} (${columns.map((column) => snakeCase(column.name)).join()})
        select ${columns.map((column) => inTwin(column, keys)).join()} from ${name} where tenant_id = '${tenantId}'`,
      // The tenant's own rows come after it in the table too.
      `update ${name} set tenant_id = tenant_id where tenant_id = '${tenantId}'`,
    ];
  });
  const statements = [
    // On Citus, for the next one.
    "set local citus.propagate_set_commands = 'local'",
    // Rows are copied together with the rows that they refer to, in any order.
    "set local session_replication_role = replica",
    `insert into tenants (id, name, slug) values ('${twinId}', '${twinMarker}', 'twin')`,
    ...copies,
  ];
  await owner.begin(async (sql) => {
    for (const statement of statements) await sql.unsafe(statement);
  });
  await owner.end();
}
