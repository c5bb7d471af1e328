import type { Sql } from "postgres";
import type { MigrationLock } from "./migration-lock.ts";

/**
 * Makes the planner assume ten tenants: large ones. A generic plan is for the average tenant; if that has
 * about one row in a table, an index of the tenant's rows costs as much in the planner's figures as the index of the wanted
 * row, and a large tenant is read as a whole (docs/decisions/0010). Tables with this setting are not changed. Its lock permits
 * reading and writing.
 */
export async function assumeLargeTenants(owner: Sql, lock: MigrationLock): Promise<void> {
  const tables = await owner<{ name: string }[]>`
    select relname as name from pg_class join pg_attribute on attrelid = pg_class.oid
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and attname = 'tenant_id' and not attisdropped
      and attoptions is distinct from '{n_distinct=10}'
    order by 1`;
  for (const { name } of tables) {
    await lock.transaction(`Statistics of ${name}`, async (sql) => {
      await sql`alter table ${sql(name)} alter tenant_id set (n_distinct = 10)`;
      await sql`analyze ${sql(name)}`;
    });
  }
}
