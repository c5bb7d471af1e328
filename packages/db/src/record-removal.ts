import { applicationRole } from "./role.ts";
import type { Piece } from "./secure-parts.ts";

/** What the transaction is in; null outside of any tenant. */
const tenant = "nullif(current_setting('app.tenant_id', true), '')::uuid";

/**
 * Removes old rows of a record that the application may only add to. It works with the owner's rights, inside the tenant of
 * the transaction, and on nothing that is younger than a limit of its own, whatever it is asked for.
 *
 * @param name the function's name.
 * @param of.table the record.
 * @param of.ofTenants whether its rows belong to tenants.
 * @param of.youngestDays how old a row has to be at the least, in days.
 * @param of.unless what keeps a row, as SQL.
 */
const removal = (
  name: string,
  of: { table: string; ofTenants: boolean; youngestDays: number; unless?: string },
): Piece => ({
  name,
  table: null,
  sql: `
    create or replace function ${name}(kept_from timestamptz, last_id uuid, most integer) returns setof ${of.table}
      language sql security definer set search_path = public as $$
      delete from ${of.table} where ${of.ofTenants ? `tenant_id = ${tenant} and ` : ""}id in (
        select id from ${of.table} as old
        where ${of.ofTenants ? `tenant_id = ${tenant} and ` : ""}id <= last_id
          and created_at < least(kept_from, now() - interval '${of.youngestDays} days')${of.unless ? ` and not ${of.unless}` : ""}
        order by id limit most)
      returning *
      $$;
    revoke execute on function ${name}(timestamptz, uuid, integer) from public;
    grant execute on function ${name}(timestamptz, uuid, integer) to ${applicationRole};`,
});

/** How the records that the application adds to are kept from growing for ever. */
export const recordRemoval: readonly Piece[] = [
  removal("remove_old_events", {
    ...{ table: "events", ofTenants: true, youngestDays: 7 },
    // A job of a handler that is not done may read its event again.
    unless:
      "exists (select from jobs where jobs.tenant_id = old.tenant_id and jobs.event_id = old.id and jobs.state <> 'done')",
  }),
  removal("remove_old_activity", { table: "activity", ofTenants: true, youngestDays: 30 }),
  removal("remove_old_installation_activity", { table: "installation_activity", ofTenants: false, youngestDays: 30 }),
];
