import { applicationRole } from "../role.ts";
import { addTo, besideTrigger, type OwnedByModule, type Piece } from "../secure-parts.ts";

/** What is counted of parcels: SQL of rows of tenant, measure, state, moment and amount. @param sign of the amount */
const countedOf = (table: string, sign: "+" | "-") => `
  select ${table}.tenant_id, counted.measure, counted.state, date_bin('15 minutes', counted.at, '2000-01-01Z') as at, ${sign}1 as amount
  from ${table} cross join lateral (values
    ('state', ${table}.state, null::timestamptz),
    ('dispatched', '', ${table}.dispatched_at),
    ('delivered', '', ${table}.delivered_at)) as counted (measure, state, at)
  where counted.measure = 'state' or counted.at is not null`;

/** Adds amounts up, and keeps what is not zero. @param from SQL of such rows */
const addedUp = (from: string) => `
  insert into parcel_tallies (tenant_id, id, measure, state, at, amount)
  select tenant_id, gen_random_uuid(), measure, state, at, sum(amount)
  from (${from}) as changes group by tenant_id, measure, state, at having sum(amount) <> 0`;

const definer = "language plpgsql security definer set search_path = public";

/** After about so many changes, what one tenant's amounts have become is added up. */
const changesPerFold = 200;

const lock = "hashtextextended('parcel_tallies ' || tenant, 0)";

/**
 * What keeps the tallies of parcels, with the owner's rights: a trigger adds what a statement has changed, and now and then
 * one replaces its tenant's amounts with their sums, unless another transaction does so already: nobody waits.
 * `recount_parcels` replaces all amounts of the transaction's tenant with what is true, and tells by how much they were
 * wrong. Both replace by one statement, alone in their tenant: a change of parcels and its amounts are seen together, or
 * not at all.
 */
const parcelTallies: readonly Piece[] = [
  {
    name: "fold_parcel_tallies",
    table: null,
    sql: `
  create or replace function fold_parcel_tallies() returns void ${definer} as $$
  declare tenant constant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
  begin
    if tenant is null or not pg_try_advisory_xact_lock(${lock}) then return; end if;
    with gone as (
      delete from parcel_tallies where tenant_id = tenant returning tenant_id, measure, state, at, amount
    )
    ${addedUp("select * from gone")};
  end $$;
  revoke execute on function fold_parcel_tallies() from public`,
  },
  {
    name: "recount_parcels",
    table: null,
    sql: `
  create or replace function recount_parcels() returns table (measure text, state text, wrong bigint) ${definer} as $$
  #variable_conflict use_column
  declare tenant constant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
  begin
    perform pg_advisory_xact_lock(${lock});
    return query with gone as (
      delete from parcel_tallies where tenant_id = tenant returning tenant_id, measure, state, at, amount
    ), own as (
      select * from parcels where tenant_id = tenant
    ), counted as (
      ${countedOf("own", "+")}
    ), written as (
      ${addedUp("select * from counted")}
    )
    select measure, state, sum(amount)::bigint
    from (select measure, state, amount from gone union all select measure, state, -amount from counted) as both_of_them
    group by measure, state having sum(amount) <> 0;
  end $$;
  revoke execute on function recount_parcels() from public;
  grant execute on function recount_parcels() to ${applicationRole}`,
  },
  ...(["insert", "update", "delete"] as const).flatMap((event): Piece[] => {
    const [isNew, isOld] = [event !== "delete", event !== "insert"];
    const seen = [...(isNew ? ["new table as new_rows"] : []), ...(isOld ? ["old table as old_rows"] : [])];
    const changes = [...(isNew ? [countedOf("new_rows", "+")] : []), ...(isOld ? [countedOf("old_rows", "-")] : [])];
    // A tenant that is being deleted has nothing to count any more.
    const from = `select * from (${changes.join(" union all ")}) as counted
      ${isNew ? "" : "where exists (select from tenants where tenants.id = tenant_id)"}`;
    const counts = besideTrigger(["parcel_tallies", "tenants"], () => addedUp(from));
    return [
      {
        name: `tally_${event}`,
        table: null,
        sql: `
  create or replace function tally_${event}() returns trigger ${definer} as $$
  begin
    ${counts.sql}
    if random() * ${changesPerFold} < 1 then perform fold_parcel_tallies(); end if;
    return null;
  end $$`,
        sqlOnNodes: `
  create or replace function tally_${event}() returns trigger ${definer} as $$
  begin
    ${counts.onNodes}
    return null;
  end $$`,
      },
      {
        name: `tally_${event}`,
        table: "parcels",
        // Parcels that were there before are counted when every change is.
        forEachTenant: "select recount_parcels()",
        sql: `create or replace trigger tally_${event} after ${event} on parcels
    referencing ${seen.join(" ")} for each statement execute function tally_${event}()`,
      },
    ];
  }),
];

export const owned: OwnedByModule = {
  derivedTables: { parcel_tallies: "triggers count the parcels" },
  pieces: parcelTallies,
  rights: {
    parcel_events: addTo,
    // What a shipment was at the dispatch stays; what the carrier did with it is added.
    shipments: { ...addTo, updates: () => ["tracking_number", "handed_over_at", "closed_at"] },
    // Which parcels a batch is about was decided when it began.
    parcel_batch_entries: { ...addTo, updates: () => ["outcome", "reasons"] },
    // Triggers write these, with the owner's rights.
    parcel_tallies: { may: ["select"] },
  },
};
