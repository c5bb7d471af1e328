import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ModuleParts } from "../../packages/api/src/core/module.ts";
import * as modules from "../../packages/api/src/modules/index.ts";
import type { ItemRow, ParcelRow, RunResult } from "./findings.ts";
import { asOwner, type Installation, logs, type Owner } from "./installation.ts";
import type { Load } from "./load.ts";

/** Number of async handlers of each event. */
const handlerCounts = new Map(
  Object.entries(
    Object.groupBy(
      Object.values<ModuleParts>(modules)
        .flatMap((module) => module.handlers ?? [])
        .filter(({ job }) => job),
      ({ event }) => event.name,
    ),
  ).map(([name, handlers]) => [name, handlers?.length ?? 0]),
);

/** Waits until no job is open. @param seconds without progress after which it gives up */
export async function waitForJobs(installation: Installation, seconds: number): Promise<void> {
  await asOwner(installation, async (sql) => {
    let before = "";
    for (let idle = 0; idle < seconds; idle += 1) {
      const [row] = await sql<{ open: number; done: number; states: string }[]>`select
        (select count(*)::int from jobs where state in ('queued', 'running', 'retrying')) as open,
        (select count(*)::int from jobs where state not in ('queued', 'running', 'retrying')) as done,
        (select string_agg(state || count, ' ') from (
          select state, count(*) from parcels group by state order by state) as counts) as states`;
      if (row?.open === 0) return;
      const now = JSON.stringify(row);
      if (now !== before) idle = 0;
      before = now;
      await sleep(1000);
    }
  });
}

/** Reads the state of database, carrier, mails and logs after a run. */
export async function collectResult(
  installation: Installation,
  load: Load,
  recoveries: RunResult["recoveries"],
): Promise<RunResult> {
  const rows = await asOwner(installation, async (sql) => ({
    parcels: await parcelsOf(sql),
    items: await itemsOf(sql),
    events: await eventsOf(sql),
    jobs: await jobsOf(sql),
    invitations: (await sql<{ email: string }[]>`select email from invitations`).map(({ email }) => email),
    wrongTimes: await wrongTimesIn(sql),
  }));
  const { created, dispatched, invited } = load;
  return {
    ...rows,
    acknowledged: { created, dispatched, invited },
    bookings: [...installation.carrier.bookings].map(([key, { trackingNumber, reference, voided }]) => ({
      ...{ key, trackingNumber, reference, voided },
    })),
    mails: installation.mails,
    unhandled: unhandledIn(logs),
    unanswered: [...unansweredOf(installation), ...load.abandoned.map((what) => `abandoned: ${what}`)],
    recoveries,
    startSeconds: installation.startSeconds,
  };
}

/** Log lines of errors: an unhandled error or rejection, a lack of memory. */
const unhandled = /unhandled (?:error|rejection)|heap out of memory|MaxListenersExceeded/;

function unhandledIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) =>
    readFileSync(join(folder, name), "utf8")
      .split("\n")
      .filter((line) => unhandled.test(line))
      .map((line) => `${name}: ${line.slice(0, 300)}`),
  );
}

/** Requests without an answer, except connections that ended when nginx was killed. */
function unansweredOf({ client, expectedDisconnects }: Installation): string[] {
  return client.sent
    .filter(({ outcome, at, ms }) => {
      // nginx answers 504 if a web process takes longer than a minute.
      if (outcome === "timeout" || outcome === "504") return true;
      return outcome === "disconnected" && !expectedDisconnects.some(({ from, to }) => at <= to && at + ms >= from);
    })
    .map(
      ({ path, at, ms, outcome }) =>
        `${path.slice(0, 60)} at ${new Date(at).toISOString()}: ${outcome} after ${Math.round(ms)} ms`,
    );
}

const parcelsOf = (sql: Owner) => sql<ParcelRow[]>`
  select id, reference, state, tracking_number as "trackingNumber",
    (select coalesce(sum(quantity), 0)::int from parcel_items where parcel_id = parcels.id) as pieces,
    (select coalesce(-sum(quantity), 0)::int from stock_movements
      where parcel_id = parcels.id and kind in ('dispatch', 'return')) as left,
    (select count(*)::int from shipments where parcel_id = parcels.id) as shipments,
    (select count(*)::int from events where entity_id = parcels.id and name = 'parcel.dispatched') as dispatches
  from parcels order by id`;

const itemsOf = (sql: Owner) => sql<ItemRow[]>`
  select sku, items.on_hand as "onHand", items.reserved, items.movements,
    coalesce(sum(quantity) filter (where kind not in ('reserve', 'release')), 0)::int as "ledgerOnHand",
    coalesce(sum(quantity) filter (where kind in ('reserve', 'release')), 0)::int as "ledgerReserved",
    count(position)::int as "ledgerMovements", coalesce(max(position), 0)::int as "lastPosition"
  from items left join stock_movements on item_id = items.id group by items.tenant_id, items.id order by sku`;

async function eventsOf(sql: Owner) {
  const rows = await sql<{ id: string; name: string; queued: number; done: number }[]>`
    select id, name, (select count(*)::int from jobs where event_id = events.id) as queued,
      (select count(*)::int from jobs where event_id = events.id and state = 'done') as done
    from events where name in ${sql([...handlerCounts.keys()])} order by id`;
  return rows.map((event) => ({ ...event, handlers: handlerCounts.get(event.name) ?? 0 }));
}

/** Unfinished and failed jobs, of the tenants' list and of the queue. */
const jobsOf = (sql: Owner) => sql<{ id: string; name: string; state: string; error: string | null }[]>`
  select id::text, name, state, left(error, 300) as error from jobs where state not in ('done', 'cancelled')
  union all
  select id::text, name, 'in the queue ' || state::text, left(output::text, 300) from pgboss.job
  where name not like '\\_\\_%' and (state in ('active', 'retry', 'failed')
    or (state = 'created' and start_after < now() - interval '30 seconds'))`;

/** Columns with times in the future: written with a wrong clock. */
async function wrongTimesIn(sql: Owner): Promise<string[]> {
  const columns = await sql<{ table: string; column: string }[]>`
    select table_name as table, column_name as column from information_schema.columns
    where table_schema = 'public' and data_type = 'timestamp with time zone' and column_name <> 'expires_at' and table_name in (
      'parcels', 'parcel_events', 'shipments', 'stock_movements', 'items', 'places', 'jobs', 'job_logs', 'events',
      'activity', 'files', 'invitations')`;
  const found: string[] = [];
  for (const { table, column } of columns) {
    const [row] = await sql<{ wrong: number }[]>`
      select count(*)::int as wrong from ${sql(table)} where ${sql(column)} > now() + interval '10 minutes'`;
    if (row?.wrong) found.push(`${table}.${column}: ${row.wrong} rows`);
  }
  return found;
}
