import { type DatabaseObject, withOwnersRights } from "./database-objects.ts";
import { applicationRole } from "./role.ts";

/** The transaction's tenant; null outside of a tenant. */
const tenant = "nullif(current_setting('app.tenant_id', true), '')::uuid";

/**
 * A function that deletes old rows of an append-only table. It runs with the owner's rights, in the transaction's tenant,
 * and never deletes rows younger than its own limit.
 *
 * @param name the function's name.
 * @param of.table the table.
 * @param of.ofTenants whether its rows belong to tenants.
 * @param of.youngestDays the smallest age of a deleted row, in days.
 * @param of.unless an SQL condition that keeps a row.
 */
const removal = (
  name: string,
  of: { table: string; ofTenants: boolean; youngestDays: number; unless?: string },
): DatabaseObject => ({
  name,
  table: null,
  sql: `
    create or replace function ${name}(kept_from timestamptz, last_id uuid, most integer) returns setof ${of.table}
      ${withOwnersRights} as $$
      declare tenant constant uuid := ${tenant};
      begin
        return query delete from ${of.table} where ${of.ofTenants ? "tenant_id = tenant and " : ""}id in (
          select id from ${of.table} as old
          where ${of.ofTenants ? "tenant_id = tenant and " : ""}id <= last_id
            and created_at < least(kept_from, now() - interval '${of.youngestDays} days')${of.unless ? ` and not ${of.unless}` : ""}
          order by id limit most)
        returning *;
      end $$;
    revoke execute on function ${name}(timestamptz, uuid, integer) from public;
    grant execute on function ${name}(timestamptz, uuid, integer) to ${applicationRole};`,
});

/** The functions that delete old rows of append-only tables. */
export const recordRemoval: readonly DatabaseObject[] = [
  removal("remove_old_events", {
    ...{ table: "events", ofTenants: true, youngestDays: 7 },
    // An unfinished job of a handler may read its event again.
    unless:
      "exists (select from jobs where jobs.tenant_id = old.tenant_id and jobs.event_id = old.id and jobs.state <> 'done')",
  }),
  removal("remove_old_activity", { table: "activity", ofTenants: true, youngestDays: 30 }),
  removal("remove_old_installation_activity", { table: "installation_activity", ofTenants: false, youngestDays: 30 }),
];
