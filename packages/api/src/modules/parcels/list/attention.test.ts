import { postgres } from "@waybill/db/testing";
import { type Attention, attentionKinds } from "@waybill/validators/parcels";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PlanWatch } from "../../../testing/plan-watch.ts";
import { TestApp, type TestMember } from "../../../testing.ts";

// Crowds of parcels that are about to need attention: on their way for an hour, and packed, beside thousands of incomplete
// places without parcels. The parcels that need attention are found among them, by a bounded number of rows.

// The candidates of a page are read twice, for the page and for its end: for each of four reasons at most 1,001 exact
// ones and 2,500 of the state. Each of 2,500 candidates is read with its place. The rest is the caller and the rows shown.
const boundOfPage = 2 * 4 * (1001 + 2500) + 2 * 2500 + 500;
// With another filter, the fewest candidates are determined before.
const boundWithFilter = boundOfPage + 2 * 4 * 1001;

let testApp: TestApp;
let plans: PlanWatch;
let owner: ReturnType<typeof postgres>;
let acme: TestMember;
let tenantId: string;
let placeId: string;

/** Adds parcels created before, with the state and times of a crowd. @param columns SQL by column */
const add = async (count: number, daysOld: number, columns: Record<string, string>) => {
  const given = {
    handed_over_at: "null",
    dispatched_at: "null",
    failure: "null",
    recipient_id: `'${placeId}'`,
    ...columns,
  };
  await owner.begin(async (sql) => {
    // Without triggers, which are not needed here.
    await sql`set local session_replication_role = replica`;
    await sql.unsafe(`
    insert into parcels (tenant_id, id, reference, created_at, ${Object.keys(given).join(", ")})
    select '${tenantId}', aged(${daysOld} * 86400000 + n), gen_random_uuid(), now() - interval '${daysOld} days', ${Object.values(given).join(", ")}
    from generate_series(1, ${count}) as n`);
  });
};
const moving = (hours: number, more: Record<string, string> = {}) => ({
  ...{ state: "'in_transit'", dispatched_at: "now() - interval '80 hours'" },
  ...{ handed_over_at: `now() - interval '${hours} hours'`, ...more },
});

beforeAll(async () => {
  testApp = await TestApp.start({ JOBS_MODE: "queue" });
  owner = postgres(testApp.urls.ownerUrl, { max: 1, onnotice: () => {} });
  // An id of version 7 as it was made some milliseconds before.
  await owner.unsafe(`create function aged(ms double precision) returns uuid language sql volatile as $$
    select (lpad(to_hex((extract(epoch from now()) * 1000 - ms)::bigint), 12, '0') || '7'
      || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid $$`);
  const tenant = await testApp.tenant("acme", "owner");
  tenantId = tenant.id;
  acme = tenant.members.owner;
  const place = { code: "P", name: "Ada", country: "DE", city: "Berlin", postcode: "10117", line1: "Street 1" };
  ({ id: placeId } = await acme.call.places.create(place));
  await owner`insert into places (tenant_id, id, code, name, country, city)
    select ${tenantId}, gen_random_uuid(), 'I-' || n, 'Incomplete', 'DE', 'Berlin' from generate_series(1, 3000) as n`;
  await add(25_000, 9, moving(1));
  await add(25_000, 9, { state: "'packed'" });
  const incomplete = `(select id from places where tenant_id = '${tenantId}' and code = 'I-1')`;
  await add(3, 10, moving(60));
  await add(2, 9, moving(60, { failure: "'No van'" }));
  await add(2, 8, moving(2, { failure: "'No van'" }));
  await add(2, 10, { state: "'packed'", recipient_id: incomplete });
  await add(2, 7, { state: "'packed'", recipient_id: incomplete });
  await add(2, 11, { state: "'failed'", failure: "'Unknown street'" });
  await owner`vacuum analyze`;
  plans = await PlanWatch.open(testApp);
});
afterAll(async () => {
  await plans.close();
  await owner.end();
});

/** The parcels that need attention, newest first, by a simple statement. */
const expected = async (kinds: readonly Attention[]) =>
  (
    await owner<{ id: string }[]>`
    select parcels.id from parcels join places on places.tenant_id = parcels.tenant_id and places.id = recipient_id
    where parcels.tenant_id = ${tenantId} and case
      when state = 'failed' then 'failed'
      when state in ('dispatched', 'in_transit') and coalesce(handed_over_at, dispatched_at) < now() - interval '48 hours' then 'stuck'
      when state in ('dispatched', 'in_transit') and failure is not null then 'refused'
      when state = 'packed' and (line1 is null or postcode is null) then 'address' end = any(${[...kinds]})
    order by parcels.id desc`
  ).map(({ id }) => id);

/** All pages of the list, and the most rows that one read. */
async function pagesOf(attention: Attention[], more: object = {}) {
  const ids: string[] = [];
  let rows = 0;
  for (let cursor: string | null = null; ; ) {
    let page: Awaited<ReturnType<typeof acme.call.parcels.list>> | undefined;
    const seen = await plans.of(async () => {
      page = await acme.call.parcels.list({ attention, limit: 100, ...more, ...(cursor ? { cursor } : {}) });
    });
    rows = Math.max(rows, seen.rows);
    ids.push(...(page?.items ?? []).map(({ id }) => id));
    cursor = page?.nextCursor ?? null;
    if (!cursor) return { ids, rows };
  }
}

describe.each(["few", "many"])("%s parcels that need attention", (amount) => {
  beforeAll(async () => {
    if (amount === "few") return;
    await add(1200, 9, moving(70));
    await add(1200, 9, moving(1, { failure: "'No van'" }));
    await owner`update places set line1 = null where tenant_id = ${tenantId} and id = ${placeId}`;
    await owner`vacuum analyze`;
  });

  test.each([...attentionKinds.map((kind) => [kind]), [...attentionKinds]])(
    "are all listed, by a bounded number of rows: %s",
    async (...kinds) => {
      const { ids, rows } = await pagesOf(kinds);
      expect(ids).toEqual(await expected(kinds));
      expect(rows).toBeLessThanOrEqual(boundOfPage);
    },
  );

  test("are listed with another filter too", async () => {
    const { ids, rows } = await pagesOf(["stuck", "refused"], { states: ["in_transit"], countries: ["DE"] });
    expect(ids).toEqual(await expected(["stuck", "refused"]));
    expect(rows).toBeLessThanOrEqual(boundWithFilter);
  });

  test("are counted up to 1,000, by a bounded number of rows", async () => {
    let counts: Record<string, number> = {};
    const { rows } = await plans.of(async () => {
      counts = await acme.call.parcels.attention();
    });
    const real = await Promise.all(
      attentionKinds.map(async (kind) => [kind, Math.min((await expected([kind])).length, 1001)]),
    );
    // Only the newest 5,000 packed parcels are checked.
    const newest = amount === "few" ? { address: 2 } : {};
    expect(counts).toMatchObject({ ...Object.fromEntries(real), ...newest });
    expect(rows).toBeLessThanOrEqual(25_000);
  });
});
