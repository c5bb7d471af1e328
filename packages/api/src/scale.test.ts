import { newId } from "@waybill/db";
import { postgres } from "@waybill/db/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PlanWatch } from "./testing/plan-watch.ts";
import { fillTenants } from "./testing/skewed-world.ts";
import { TestApp, type TestMember } from "./testing.ts";

// One tenant with 50,000 parcels beside 500 tenants with 20 each: what the statistics know is the average tenant. How many
// rows a read touches is told by Postgres, as the application's role, under row-level security.

let testApp: TestApp;
let plans: PlanWatch;
let big: TestMember;
let small: TestMember;

beforeAll(async () => {
  testApp = await TestApp.start({ JOBS_MODE: "queue" });
  const owner = postgres(testApp.urls.ownerUrl, { max: 1, onnotice: () => {} });
  const [one, other] = [await testApp.tenant("big", "owner"), await testApp.tenant("small", "owner")];
  const others = await owner<{ id: string }[]>`insert into tenants ${owner(
    Array.from({ length: 500 }, (_, n) => ({ id: newId(), name: `Other ${n}`, slug: `other-${n}` })),
  )} returning id`;
  await fillTenants(owner, [one.id], { parcels: 50_000, places: 5_000, items: 500 });
  await fillTenants(owner, [other.id, ...others.map(({ id }) => id)], { parcels: 20, places: 10, items: 10 });
  await owner`vacuum analyze`;
  await owner.end();
  big = one.members.owner;
  small = other.members.owner;
  plans = await PlanWatch.open(testApp);
}, 120_000);
afterAll(() => plans.close());

/** What reads are about: the newest parcel, and what it has. */
async function known({ call }: TestMember) {
  const [parcel, place, item, tag] = await Promise.all([
    call.parcels.list({ limit: 1 }),
    call.places.list({ pageSize: 1 }),
    call.items.list({ pageSize: 1 }),
    call.tags.list(),
  ]);
  const idOf = ({ items: [first] }: { items: { id: string }[] }) => first?.id ?? "";
  const { nextCursor } = await call.parcels.list({ limit: 100 });
  return { parcel: idOf(parcel), place: idOf(place), item: idOf(item), tag: idOf(tag), cursor: nextCursor };
}
type Known = Awaited<ReturnType<typeof known>>;
type Read = (call: TestMember["call"], known: Known) => Promise<unknown>;

/** Reads, with the most rows that each may touch in a tenant of any size. */
const reads: [name: string, most: number, read: Read][] = [
  ["parcels, the newest", 300, (call) => call.parcels.list({})],
  ["parcels, further down", 300, (call, { cursor }) => call.parcels.list({ cursor })],
  ["parcels of a state", 350, (call) => call.parcels.list({ states: ["packed"] })],
  ["parcels of a rare state", 400, (call) => call.parcels.list({ states: ["failed"] })],
  ["parcels of three states", 500, (call) => call.parcels.list({ states: ["packed", "draft", "failed"] })],
  ["parcels with a tag", 500, (call, { tag }) => call.parcels.list({ tagId: tag })],
  ["parcels of a recipient", 300, (call, { place }) => call.parcels.list({ recipientId: place })],
  ["parcels that failed", 400, (call) => call.parcels.list({ attention: ["failed"] })],
  ["parcels that do not move", 900, (call) => call.parcels.list({ attention: ["stuck"] })],
  ["parcels that the carrier refused", 400, (call) => call.parcels.list({ attention: ["refused"] })],
  ["parcels without an address", 400, (call) => call.parcels.list({ attention: ["address"] })],
  ["parcels that need attention", 900, (call) => call.parcels.list({ attention: ["failed", "stuck", "address"] })],
  ["a parcel", 50, (call, { parcel }) => call.parcels.byId({ id: parcel })],
  ["a parcel's steps", 50, (call, { parcel }) => call.parcels.timeline({ id: parcel })],
  ["a parcel by its code", 50, (call) => call.parcels.byCode({ code: "WB-1010" })],
  ["the next reference", 50, (call) => call.parcels.nextReference()],
  ["counts of attention", 3100, (call) => call.parcels.attention()],
  ["the dashboard", 3500, (call) => call.parcels.summary()],
  ["items", 1100, (call) => call.items.list({})],
  ["items by name", 1100, (call) => call.items.list({ sort: "name" })],
  ["an item", 50, (call, { item }) => call.items.byId({ id: item })],
  ["an item's ledger", 50, (call, { item }) => call.items.movements({ id: item })],
  ["places", 1100, (call) => call.places.list({})],
  ["places of a country", 1100, (call) => call.places.list({ country: "DE" })],
  ["places, as deep as one can go", 6100, (call) => call.places.list({ page: 200 })],
  ["a place", 50, (call, { place }) => call.places.byId({ id: place })],
  ["tags", 50, (call) => call.tags.list()],
  ["activity", 200, (call) => call.activity.list({})],
  ["jobs", 200, (call) => call.jobs.list({})],
  ["events", 200, (call) => call.events.list({})],
  ["files", 200, (call) => call.files.list({})],
];

describe.each([
  ["the big tenant", () => big],
  ["a small tenant", () => small],
])("in %s", (_name, member) => {
  let ids: Known;
  beforeAll(async () => {
    ids = await known(member());
  });

  test.each(reads)("%s: no more than %i rows", async (_read, most, read) => {
    const { call } = member();
    await read(call, ids);
    const seen = await plans.of(() => read(call, ids));
    expect(seen.rows, seen.statements.map(({ text, rows }) => `${rows} rows: ${text}`).join("\n")).toBeLessThanOrEqual(
      most,
    );
    expect(seen.rows).toBeGreaterThan(0);
  });
});
