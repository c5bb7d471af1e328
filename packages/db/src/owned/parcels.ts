import {
  besideTrigger,
  type DatabaseObject,
  type OwnedByModule,
  selectAndInsert,
  withOwnersRights,
} from "../database-objects.ts";
import { applicationRole } from "../role.ts";
import { anyTag } from "../schema/parcels.ts";

/** The columns of a kind of amount. */
const kind = "measure, tag_id, state, carrier, bucket, at";

/** The moment of counted states. */
const noMoment = "timestamptz '2000-01-01Z'";

/**
 * SQL of a duration's bucket: four per doubling, so that estimates are off by at most a fifth. Bucket n is more than 60 ·
 * 2^((n − 1) / 4) seconds and up to 60 · 2^(n / 4); 0 is a minute or less; −1 is unknown.
 */
const bucketOf = (from: string, to: string) =>
  `coalesce(ceil(4 * ln(greatest(extract(epoch from ${to} - ${from})::float8, 60) / 60) / ln(2::float8)), -1)::int`;

/** SQL of the amounts of parcels: tenant, parcel, measure, state, carrier, bucket, moment and amount. */
const countedOf = (table: string, sign: "+" | "-") => `
  select ${table}.tenant_id, ${table}.id as parcel_id, counted.measure, counted.state, counted.carrier, counted.bucket,
    date_bin('15 minutes', counted.at, ${noMoment}) as at, ${sign}1 as amount
  from ${table} cross join lateral (values
    ('state', ${table}.state, '', 0::int, ${noMoment}),
    ('dispatched', '', coalesce(${table}.carrier, ''), ${bucketOf(`${table}.created_at`, `${table}.dispatched_at`)}, ${table}.dispatched_at),
    ('delivered', '', coalesce(${table}.carrier, ''), ${bucketOf(`${table}.dispatched_at`, `${table}.delivered_at`)}, ${table}.delivered_at),
    ('failed', '', coalesce(${table}.carrier, ''), 0::int, case when ${table}.state = 'failed' then ${table}.dispatched_at end)
    ) as counted (measure, state, carrier, bucket, at)
  where counted.at is not null`;

/**
 * Sums amounts by kind, without zeros. On whole tables it needs a `returning`: on Citus an insert without one is a COPY,
 * which row-level security refuses to an owner.
 *
 * @param from SQL of amounts with tenant and kind
 */
const addedUp = (from: string, folded: boolean) => `
  insert into parcel_tallies (tenant_id, id, ${kind}, amount, folded)
  select tenant_id, gen_random_uuid(), ${kind}, sum(amount), ${folded}
  from (${from}) as changes group by tenant_id, ${kind} having sum(amount) <> 0`;

const forAll = `'${anyTag}'::uuid`;

/** Amounts for all parcels and for each tag. @param counted the name of a query of amounts */
const withTags = (counted: string) => `
  select ${counted}.*, ${forAll} as tag_id from ${counted}
  union all
  select ${counted}.*, parcel_tags.tag_id from ${counted}
  join parcel_tags on parcel_tags.tenant_id = ${counted}.tenant_id and parcel_tags.parcel_id = ${counted}.parcel_id`;

/** The start of the tenant's day. @param zone SQL of the tenant's time zone */
const dayOf = (at: string, zone: string) =>
  `case when measure = 'state' then ${at} else (${at} at time zone ${zone})::date::timestamp at time zone ${zone} end`;

/** The amounts at the start of the tenant's day. @param from the name of a query of amounts */
const byDay = (from: string) => `
  select tenant_id, measure, tag_id, state, carrier, bucket, ${dayOf("at", "zone")} as at, sum(amount) as amount
  from ${from} group by 1, 2, 3, 4, 5, 6, 7`;

const ofTransaction = `
  declare tenant constant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
    zone text;
    rows bigint;
  begin`;

/** After about this many changes of a tenant, its amounts are folded. */
const changesPerFold = 200;

const lock = "hashtextextended('parcel_tallies ' || tenant, 0)";

interface TallyTrigger {
  name: string;
  table: string;
  event: "insert" | "update" | "delete";
  /** The transition tables of the statement. */
  seen: readonly string[];
  /** SQL of the added amounts. */
  added: string;
}

/** A trigger that adds the amounts of a statement, and its function. */
function tallyTrigger({ name, table, event, seen, added }: TallyTrigger): DatabaseObject[] {
  // A tenant that is being deleted has no counts.
  const counted =
    event === "delete"
      ? `select * from (${added}) as gone where exists (select from tenants where tenants.id = tenant_id)`
      : added;
  const counts = besideTrigger(["parcel_tallies", "parcel_tags", "parcels", "tenants"], () => addedUp(counted, false));
  const withBody = (body: string) => `
  create or replace function ${name}() returns trigger ${withOwnersRights} as $$
  begin
    ${body}
    return null;
  end $$`;
  const now = `if random() * ${changesPerFold} < 1 then perform fold_parcel_tallies(); end if;`;
  return [
    { name, table: null, sql: withBody(`${counts.sql} ${now}`), sqlOnNodes: withBody(counts.onNodes) },
    {
      name,
      table,
      // Existing parcels are counted once the triggers exist.
      forEachTenant: "select recount_parcels()",
      sql: `create or replace trigger ${name} after ${event} on ${table}
    referencing ${seen.join(" ")} for each statement execute function ${name}()`,
    },
  ];
}

const forgetTags = (body: string) => `
  create or replace function forget_tags_of_parcel() returns trigger ${withOwnersRights} as $$
  begin
    ${body}
    return old;
  end $$`;
const forgetting = besideTrigger(
  ["parcel_tags"],
  (row) => `delete from parcel_tags where tenant_id = ${row("old")}.tenant_id and parcel_id = ${row("old")}.id`,
);

/**
 * Maintains the counts of parcels, with the owner's rights: triggers add the amounts of each statement. After some changes a
 * trigger folds them, unless another transaction does, so that no transaction waits. `recount_parcels` replaces all amounts of
 * a tenant, and returns the errors by day. Both use one statement, alone in their tenant: changes of parcels and their amounts
 * become visible together.
 *
 * A parcel's tags are written while its row is locked, so that their amounts are of the parcel's final state.
 */
const parcelTallies: readonly DatabaseObject[] = [
  {
    name: "fold_parcel_tallies",
    table: null,
    sql: `
  create or replace function fold_parcel_tallies() returns void ${withOwnersRights} as $$
  ${ofTransaction}
    if tenant is null or not pg_try_advisory_xact_lock(${lock}) then return; end if;
    select time_zone into zone from tenants where id = tenant;
    -- A tenant that is being deleted: its amounts go with it.
    if not found then return; end if;
    with added as (
      delete from parcel_tallies where tenant_id = tenant and not folded returning tenant_id, ${kind}, amount
    ), daily as materialized (
      ${byDay("added")}
    ), earlier as (
      delete from parcel_tallies as old using daily
      where old.tenant_id = tenant and old.folded and old.measure = daily.measure and old.tag_id = daily.tag_id
        and old.at = daily.at and old.state = daily.state and old.carrier = daily.carrier and old.bucket = daily.bucket
      returning old.tenant_id, old.measure, old.tag_id, old.state, old.carrier, old.bucket, old.at, old.amount
    ), written as (
      ${addedUp(`select tenant_id, ${kind}, amount from daily union all select tenant_id, ${kind}, amount from earlier`, true)}
      returning true
    )
    select count(*) into rows from written;
  end $$;
  revoke execute on function fold_parcel_tallies() from public`,
  },
  {
    name: "recount_parcels",
    table: null,
    // The return type has changed, which `create or replace` does not allow.
    sql: `
  drop function if exists recount_parcels();
  create function recount_parcels() returns table (measure text, state text, too_many bigint, too_few bigint) ${withOwnersRights} as $$
  #variable_conflict use_column
  ${ofTransaction}
    perform pg_advisory_xact_lock(${lock});
    select time_zone into zone from tenants where id = tenant;
    return query with gone as (
      delete from parcel_tallies where tenant_id = tenant returning tenant_id, ${kind}, amount
    ), own as (
      select * from parcels where tenant_id = tenant
    ), counted as materialized (
      ${countedOf("own", "+")}
    ), tagged as (
      select tenant_id, ${kind}, sum(amount) as amount from (${withTags("counted")}) as each_one group by tenant_id, ${kind}
    ), daily as materialized (
      ${byDay("tagged")}
    ), written as (
      ${addedUp("select * from daily", true)}
      returning true
    ), was as (
      ${byDay("gone")}
    ), difference as (
      select ${kind}, sum(amount) as amount
      from (select ${kind}, amount from was union all select ${kind}, -amount from daily) as both_of_them
      -- Of a tag that was deleted, nothing is shown.
      where tag_id = ${forAll} or exists (select from tags where tags.tenant_id = tenant and tags.id = tag_id)
      group by ${kind} having sum(amount) <> 0
    )
    select measure, state, coalesce(sum(amount) filter (where amount > 0), 0)::bigint,
      coalesce(-sum(amount) filter (where amount < 0), 0)::bigint
    from difference group by measure, state;
  end $$;
  revoke execute on function recount_parcels() from public;
  grant execute on function recount_parcels() to ${applicationRole}`,
  },
  {
    name: "forget_tags_of_parcel",
    table: null,
    sql: forgetTags(forgetting.sql),
    sqlOnNodes: forgetTags(forgetting.onNodes),
  },
  {
    name: "tags_before_parcel",
    table: "parcels",
    // Before, because the counted state is still visible.
    sql: `create or replace trigger tags_before_parcel before delete on parcels for each row execute function forget_tags_of_parcel()`,
  },
  ...(["insert", "update", "delete"] as const).flatMap((event): DatabaseObject[] => {
    const [isNew, isOld] = [event !== "delete", event !== "insert"];
    const seen = [...(isNew ? ["new table as new_rows"] : []), ...(isOld ? ["old table as old_rows"] : [])];
    const changes = [...(isNew ? [countedOf("new_rows", "+")] : []), ...(isOld ? [countedOf("old_rows", "-")] : [])];
    const counted = changes.join(" union all ");
    // New and deleted parcels have no tags here; those count by themselves.
    const added =
      event === "update"
        ? `with changed as materialized (
            select tenant_id, parcel_id, measure, state, carrier, bucket, at, sum(amount) as amount
            from (${counted}) as counted group by 1, 2, 3, 4, 5, 6, 7 having sum(amount) <> 0)
          ${withTags("changed")}`
        : `select *, ${forAll} as tag_id from (${counted}) as counted`;
    return tallyTrigger({ name: `tally_${event}`, table: "parcels", event, seen, added });
  }),
  ...(["insert", "delete"] as const).flatMap((event): DatabaseObject[] => {
    const seen = [`${event === "insert" ? "new" : "old"} table as tag_rows`];
    const added = `
      with tagged as materialized (
        select * from parcels where (tenant_id, id) in (select tenant_id, parcel_id from tag_rows))
      select counted.*, tag_rows.tag_id from (${countedOf("tagged", event === "insert" ? "+" : "-")}) as counted
      join tag_rows on tag_rows.tenant_id = counted.tenant_id and tag_rows.parcel_id = counted.parcel_id`;
    return tallyTrigger({ name: `tally_tags_${event}`, table: "parcel_tags", event, seen, added });
  }),
];

export const owned: OwnedByModule = {
  derivedTables: { parcel_tallies: "triggers count the parcels" },
  rowsOfJobs: { parcel_batch_entries: ["job_id", "position"] },
  objects: parcelTallies,
  rights: {
    parcel_events: selectAndInsert,
    // A shipment is frozen, except for the columns about the carrier.
    shipments: { ...selectAndInsert, updates: () => ["tracking_number", "handed_over_at", "closed_at"] },
    // The parcels of a batch are decided at its start.
    parcel_batch_entries: { ...selectAndInsert, updates: () => ["outcome", "reasons"] },
    // Tags are added and removed: both are counted.
    parcel_tags: { may: ["select", "insert", "delete"] },
    // Written by triggers with the owner's rights.
    parcel_tallies: { may: ["select"] },
  },
};
