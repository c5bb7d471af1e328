import type { Sql } from "postgres";
import { citusFunctions } from "./citus.ts";
import type { DatabaseObject } from "./database-objects.ts";
import { fileUsageTrigger } from "./file-usage.ts";
import { grantRights } from "./grant-rights.ts";
import { installObjects } from "./install-objects.ts";
import type { MigrationLock } from "./migration-lock.ts";
import { ownedByModules } from "./owned-by-modules.ts";
import { recordRemoval } from "./record-removal.ts";
import { rightsTriggers } from "./rights.ts";
import { applicationRole } from "./role.ts";
import { searchWordObjects } from "./search-words.ts";

/** Refreshes the planner's statistics of the queue, which many new jobs outdate. Only the owner may do that. */
const queueStatistics: DatabaseObject = {
  name: "refresh_queue_statistics",
  table: null,
  sql: `
    create or replace function refresh_queue_statistics() returns void
      language plpgsql security definer set search_path = pgboss
      as $$ begin analyze pgboss.job, public.jobs; end $$;
    revoke execute on function refresh_queue_statistics() from public;
    grant execute on function refresh_queue_statistics() to ${applicationRole};`,
};

/** All functions and triggers of the application. */
const objects: readonly DatabaseObject[] = [
  queueStatistics,
  ...rightsTriggers,
  ...fileUsageTrigger,
  ...ownedByModules.flatMap(({ objects: own }) => own),
  ...recordRemoval,
  ...searchWordObjects,
];

/**
 * Forces row-level security on every table with a tenant, and gives the application's role exactly the rights that it
 * needs. Derived from the catalog, so that a new table cannot be forgotten. Correct tables and rights are not changed.
 *
 * @param options.onNodes whether the database runs Citus.
 */
export async function secure(owner: Sql, lock: MigrationLock, { onNodes = false } = {}): Promise<void> {
  await forceRowSecurity(owner, lock);
  await grantRights(owner, lock);
  await installObjects(owner, lock, onNodes ? [...citusFunctions, ...objects.map(onNodesOf)] : objects);
}

async function forceRowSecurity(owner: Sql, lock: MigrationLock) {
  const tables = await owner<{ name: string }[]>`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not (relrowsecurity and relforcerowsecurity)
      and exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'tenant_id' and not attisdropped)
    order by 1`;
  for (const { name } of tables) {
    await lock.transaction(`Row-level security of ${name}`, async (sql) => {
      await sql`alter table ${sql(name)} enable row level security`;
      await sql`alter table ${sql(name)} force row level security`;
    });
  }
}

const onNodesOf = (object: DatabaseObject): DatabaseObject => ({ ...object, sql: object.sqlOnNodes ?? object.sql });
