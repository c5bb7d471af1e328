import { postgres } from "@waybill/db/testing";
import type { countryCodes, Days } from "@waybill/validators";
import {
  type Attention,
  attentionKinds,
  type ParcelSort,
  type ParcelState,
  type parcelFilter,
  parcelSorts,
  parcelStates,
} from "@waybill/validators/parcels";
import { needsPostcode } from "@waybill/validators/places";
import { beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { type Random, randomOf } from "../../../testing/random.ts";
import { refusal, TestApp, type TestMember } from "../../../testing.ts";
import { fillTenants } from "../testing/skewed-world.ts";

// Each filter, each pair of filters, and many random combinations in every order are compared page by page with a few lines
// that check every parcel.

type Country = (typeof countryCodes)[number];
type Filter = z.input<typeof parcelFilter>;

const parcelCount = 500;
let call: TestMember["call"];
let all: Known[];
let timeZone: string;
let tags: string[];

/** The filtered and sorted properties of a parcel. */
interface Known {
  id: string;
  state: ParcelState;
  recipientId: string;
  carrier: string | null;
  tags: string[];
  country: Country;
  city: string;
  attention: Attention | null;
  /** Microseconds, as text of one length. */
  created: string;
  updated: string;
  dispatched: string | null;
  delivered: string | null;
  /** Its place among the references. */
  reference: string;
}

beforeAll(async () => {
  const testApp = await TestApp.start({ JOBS_MODE: "queue" });
  const tenant = await testApp.tenant("acme", "owner");
  const other = await testApp.tenant("globex", "owner");
  ({ call } = tenant.members.owner);
  const owner = postgres(testApp.urls.ownerUrl, { max: 1, onnotice: () => {} });
  await fillTenants(owner, [tenant.id, other.id], { parcels: parcelCount, places: 40, items: 10 });
  await owner.begin(async (sql) => {
    await sql`set local session_replication_role = replica`;
    await sql`update tenants set time_zone = 'Pacific/Auckland'`;
    // Many at one moment, and never near the end of a day without a step.
    await sql`
      update parcels set created_at = now() - n % 90 * interval '6 hours' - interval '30 minutes',
        updated_at = now() - n % 61 * interval '5 hours' - interval '30 minutes',
        dispatched_at = case when dispatched_at is not null then now() - n % 70 * interval '7 hours' end,
        delivered_at = case when delivered_at is not null then now() - n % 50 * interval '8 hours' end,
        carrier = case when carrier is not null then (array['demo', 'fast', 'slow'])[1 + n % 3] end,
        state = case when n % 4 = 0 then (array['draft', 'packed', 'failed', 'cancelled', 'in_transit'])[1 + n / 4 % 5] else state end,
        reference = case when n % 20 = 12 then 'GIVEN-BACK' else reference end
      from (select id as numbered, (row_number() over (order by id))::int as n from parcels) as numbers where id = numbered`;
    await sql`update parcels set state = 'cancelled' where reference = 'GIVEN-BACK'`;
    await sql`
      insert into parcel_tags (tenant_id, parcel_id, tag_id)
      select parcels.tenant_id, parcels.id, tags.id from parcels join tags on tags.tenant_id = parcels.tenant_id
      where abs(hashtext(parcels.id::text || tags.id::text)) % 3 = 0 on conflict do nothing`;
    // Changed after the dispatch: the list shows the frozen address.
    await sql`update places set country = 'AT', city = 'Wien' where code like '%7'`;
  });
  [{ time_zone: timeZone } = { time_zone: "" }] = await owner<{ time_zone: string }[]>`
    select time_zone from tenants where id = ${tenant.id}`;
  tags = (await call.tags.list()).items.map(({ id }) => id);
  all = await knownParcels(owner, tenant.id);
  await owner.end();
});

/** Every parcel of the tenant with its properties, without an index. */
async function knownParcels(owner: ReturnType<typeof postgres>, tenantId: string): Promise<Known[]> {
  const micros = (column: string) =>
    owner.unsafe(`to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`);
  const rows = await owner<
    (Known & { failure: string | null; line1: string | null; postcode: string | null; now: Country; stuck: boolean })[]
  >`
    select parcels.id, state, recipient_id as "recipientId", parcels.carrier, failure, line1, places.postcode, places.country as now,
      array(select tag_id from parcel_tags where parcel_id = parcels.id) as tags,
      coalesce(recipient ->> 'country', places.country) as country, coalesce(recipient ->> 'city', places.city) as city,
      coalesce(parcels.handed_over_at, dispatched_at) < now() - interval '48 hours' as stuck,
      ${micros("parcels.created_at")} as created, ${micros("parcels.updated_at")} as updated,
      ${micros("dispatched_at")} as dispatched, ${micros("delivered_at")} as delivered,
      lpad((dense_rank() over (order by parcels.reference))::text, 6, '0') as reference
    from parcels join places on places.id = recipient_id left join shipments on shipments.id = shipment_id
    where parcels.tenant_id = ${tenantId}`;
  return rows.map((row) => ({ ...row, attention: attentionFor(row) }));
}

function attentionFor(row: {
  state: ParcelState;
  failure: string | null;
  line1: string | null;
  postcode: string | null;
  now: Country;
  stuck: boolean;
}) {
  if (row.state === "failed") return "failed";
  const left = row.state === "dispatched" || row.state === "in_transit";
  if (left && row.stuck) return "stuck";
  if (left && row.failure !== null) return "refused";
  const lacking = row.line1 === null || (row.postcode === null && needsPostcode(row.now));
  return row.state === "packed" && lacking ? "address" : null;
}

const dayOf = (moment: Date) => new Intl.DateTimeFormat("en-CA", { timeZone }).format(moment);
const daysAgo = (days: number) => dayOf(new Date(Date.now() - days * 86_400_000));

function within(moment: string | null, range: Days | undefined): boolean {
  if (!range || (!range.from && !range.to && !range.last)) return true;
  if (moment === null) return false;
  const day = dayOf(new Date(moment));
  const from = range.last ? daysAgo(range.last - 1) : range.from;
  return (!from || day >= from) && (!range.to || day <= range.to);
}

/** The expected list: every parcel that meets every filter, in order. */
function expected(filter: Filter): string[] {
  const asked = <T>(list: readonly T[] | undefined, has: (one: T) => boolean) => !list?.length || list.some(has);
  const matching = all.filter(
    (parcel) =>
      asked(filter.states, (state) => parcel.state === state) &&
      (filter.allTags
        ? (filter.tagIds ?? []).every((tag) => parcel.tags.includes(tag))
        : asked(filter.tagIds, (tag) => parcel.tags.includes(tag))) &&
      (!filter.recipientId || parcel.recipientId === filter.recipientId) &&
      asked(filter.carriers, (carrier) => parcel.carrier === carrier) &&
      asked(filter.countries, (country) => parcel.country === country) &&
      asked(filter.attention, (kind) => parcel.attention === kind) &&
      within(parcel.created, filter.created) &&
      within(parcel.dispatched, filter.dispatched) &&
      within(parcel.delivered, filter.delivered) &&
      (!filter.noProgressFor || Date.parse(parcel.updated) <= Date.now() - filter.noProgressFor * 86_400_000) &&
      (!filter.search || parcel.city === "Oslo"),
  );
  const implied = (["dispatched", "delivered", "created"] as const).find((name) => filter[name]);
  const sort = filter.sort ?? implied ?? (filter.noProgressFor ? "updated" : undefined);
  const way = filter.sort && filter.ascending ? 1 : -1;
  const keyed = matching.flatMap((parcel) => {
    const key = sort ? parcel[sort] : "";
    return key === null ? [] : [{ id: parcel.id, key }];
  });
  const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
  return keyed
    .toSorted((one, other) => way * (compare(one.key, other.key) || compare(one.id, other.id)))
    .map(({ id }) => id);
}

/** The actual list, page by page. */
async function listed(filter: Filter, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof call.parcels.list>> = await call.parcels.list({ ...filter, limit, cursor });
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return ids;
}

const some = <T>(random: Random, list: readonly T[], most: number): T[] =>
  Array.from({ length: 1 + random(most) }, () => list[random(list.length)]).flatMap((one) =>
    one === undefined ? [] : [one],
  );

const range = (random: Random): Filter["created"] => {
  const [early, late] = [random(25), random(25)].toSorted((one, other) => other - one);
  return [
    { last: 1 + random(20) },
    { from: daysAgo(early ?? 0) },
    { to: daysAgo(late ?? 0) },
    { from: daysAgo(early ?? 0), to: daysAgo(late ?? 0) },
  ][random(4)];
};

/** Each filter, with a value at random. */
const filters: Record<string, (random: Random) => Filter> = {
  search: () => ({ search: "oslo" }),
  states: (random) => ({ states: some(random, parcelStates, 3) }),
  "any tag": (random) => ({ tagIds: some(random, tags, 2) }),
  "all tags": (random) => ({ tagIds: some(random, tags, 2), allTags: true }),
  recipientId: (random) => ({ recipientId: some(random, all, 1)[0]?.recipientId }),
  carriers: (random) => ({ carriers: some(random, ["demo", "fast", "slow", "none"], 2) }),
  countries: (random) => ({ countries: some<Country>(random, ["DE", "FR", "NL", "AT"], 2) }),
  created: (random) => ({ created: range(random) }),
  dispatched: (random) => ({ dispatched: range(random) }),
  delivered: (random) => ({ delivered: range(random) }),
  noProgressFor: (random) => ({ noProgressFor: 1 + random(10) }),
  attention: (random) => ({ attention: some(random, attentionKinds, 2) }),
};
const names = Object.keys(filters);
const valueFor = (name: string, random: Random) => filters[name]?.(random) ?? {};

describe("the list of parcels", () => {
  test.each(names)("by %s has the expected parcels in order, on pages of any size", async (name) => {
    for (const seed of [1, 2]) {
      const random = randomOf(seed);
      const filter = valueFor(name, random);
      expect(await listed(filter, 100), JSON.stringify(filter)).toEqual(expected(filter));
      expect(await listed(filter, 41), JSON.stringify(filter)).toEqual(expected(filter));
    }
  });

  test.each(names.flatMap((one, at) => names.slice(at + 1).map((other) => [one, other] as const)))(
    "by %s and %s",
    async (one, other) => {
      const random = randomOf(one.length * 100 + other.length);
      const filter = { ...valueFor(one, random), ...valueFor(other, random) };
      expect(await listed(filter, 100), JSON.stringify(filter)).toEqual(expected(filter));
    },
  );

  test.each(parcelSorts)("sorted by %s, in both directions", async (sort) => {
    for (const ascending of [true, false]) {
      expect(await listed({ sort, ascending }, 97)).toEqual(expected({ sort, ascending }));
    }
  });

  test("by random filters in random orders", async () => {
    let found = 0;
    for (let seed = 1; seed <= 120; seed += 1) {
      const random = randomOf(seed);
      const chosen = Array.from({ length: 1 + random(4) }, () => names[random(names.length)] ?? "");
      const sort = [undefined, ...parcelSorts][random(1 + parcelSorts.length)] as ParcelSort | undefined; // a list of both
      const filter = Object.assign(
        { sort, ascending: random(2) === 1 },
        ...chosen.map((name) => valueFor(name, random)),
      );
      const should = expected(filter);
      expect(await listed(filter, 1 + random(100)), `${seed}: ${JSON.stringify(filter)}`).toEqual(should);
      found += should.length;
    }
    expect(found).toBeGreaterThan(500);
  });

  test("has the same count as its batch", async () => {
    for (const name of names) {
      const filter = valueFor(name, randomOf(3));
      const { count } = await call.parcels.count({ selection: filter });
      expect(count, JSON.stringify(filter)).toBe(expected(filter).length);
    }
  });

  test("lists the existing carriers, and accepts a repeated filter value", async () => {
    const used = [...new Set(all.flatMap(({ carrier }) => carrier ?? []))].toSorted();
    expect((await call.parcels.carriers()).items.map(({ name }) => name)).toEqual(used);
    const twice = { states: ["delivered", "delivered"] as ParcelState[] };
    expect((await call.parcels.list({ ...twice, limit: 50 })).items.map(({ id }) => id)).toEqual(
      expected(twice).slice(0, 50),
    );
  });

  test("refuses a cursor of another order", async () => {
    const { nextCursor } = await call.parcels.list({ sort: "reference", limit: 1 });
    for (const filter of [{}, { sort: "updated" as const }]) {
      const refused = await refusal(call.parcels.list({ ...filter, cursor: nextCursor }));
      expect(refused.issues).toEqual(["cursor invalid"]);
    }
  });
});
