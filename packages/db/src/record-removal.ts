import { type DatabaseObject, withOwnersRights } from "./database-objects.ts";
import { ownedByModules } from "./owned-by-modules.ts";
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

/** The tables whose rows are deleted with their job, and the columns of their keys. */
export const rowsOfJobs: Readonly<Record<string, readonly string[]>> = Object.assign(
  { job_logs: ["id"] },
  ...ownedByModules.map((one) => one.rowsOfJobs ?? {}),
);

/** The ids of the oldest ended jobs. @param limit an SQL expression */
const endedJobs = (limit: string) => `
          select id from jobs where tenant_id = tenant and id <= last_id and state in ('done', 'failed', 'cancelled')
            and finished_at < least(kept_from, now() - interval '1 day')
          order by id limit ${limit}`;

/**
 * A function that deletes ended jobs with the owner's rights, in the transaction's tenant: their rows in other tables first.
 * A cascade would delete them too, but without a limit.
 */
const removalOfJobs: DatabaseObject = {
  name: "remove_ended_jobs",
  table: null,
  sql: `
    create or replace function remove_ended_jobs(kept_from timestamptz, last_id uuid, most integer) returns integer
      ${withOwnersRights} as $$
      declare
        tenant constant uuid := ${tenant};
        removed integer := 0;
        rows integer;
      begin
        ${Object.entries(rowsOfJobs)
          .map(
            ([table, key]) => `delete from ${table} where tenant_id = tenant and (${key}) in (
          select ${key} from ${table} where tenant_id = tenant and job_id in (${endedJobs("most")})
          limit most - removed);
        get diagnostics rows = row_count;
        removed := removed + rows;
        if removed >= most then return removed; end if;
        `,
          )
          .join("")}
        delete from jobs where tenant_id = tenant and id in (${endedJobs("most - removed")});
        get diagnostics rows = row_count;
        return removed + rows;
      end $$;
    revoke execute on function remove_ended_jobs(timestamptz, uuid, integer) from public;
    grant execute on function remove_ended_jobs(timestamptz, uuid, integer) to ${applicationRole};`,
};

/** The functions that delete old rows. */
export const recordRemoval: readonly DatabaseObject[] = [
  removal("remove_old_events", {
    ...{ table: "events", ofTenants: true, youngestDays: 7 },
    // An unfinished job of a handler may read its event again.
    unless:
      "exists (select from jobs where jobs.tenant_id = old.tenant_id and jobs.event_id = old.id and jobs.state <> 'done')",
  }),
  removal("remove_old_activity", { table: "activity", ofTenants: true, youngestDays: 30 }),
  removal("remove_old_installation_activity", { table: "installation_activity", ofTenants: false, youngestDays: 30 }),
  removalOfJobs,
];
