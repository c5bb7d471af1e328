import { isTrackedEnvelope } from "@trpc/server";
import { newId } from "@waybill/db";
import { postgres } from "@waybill/db/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { requireRow } from "../../core/index.ts";
import { PlanWatch } from "../../testing/plan-watch.ts";
import { TestApp, type TestMember } from "../../testing.ts";
import { type Known, known, reads } from "./testing/reads.ts";
import { fillTenants } from "./testing/skewed-world.ts";

// One tenant with 50,000 parcels beside 500 tenants with 20 each: the planner's statistics describe the average tenant. The
// number of read rows is Postgres's own, for the application's role under row-level security.

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
  // As during a backup: `vacuum` marks no page as visible to all, so an index alone answers no query.
  const backup = postgres(testApp.urls.ownerUrl, { max: 1 });
  await backup`begin isolation level repeatable read`;
  await backup`select from tags limit 1`;
  await fillTenants(owner, [one.id], { parcels: 50_000, places: 5_000, items: 500, unusedPlaces: 12_000 });
  await fillTenants(owner, [other.id, ...others.map(({ id }) => id)], { parcels: 20, places: 10, items: 10 });
  await logParcels(owner);
  await owner`vacuum analyze`;
  await backup.end();
  await owner.end();
  big = one.members.owner;
  small = other.members.owner;
  plans = await PlanWatch.open(testApp);
}, 120_000);
afterAll(() => plans.close());

/** An entry of the activity, an event, a job and a file for each parcel, all of one kind: every other value is rare. */
async function logParcels(owner: ReturnType<typeof postgres>): Promise<void> {
  await owner.begin(async (sql) => {
    await sql`set local session_replication_role = replica`;
    await sql`
      insert into activity (tenant_id, id, action, entity, entity_id, summary, user_id, actor, request_id, created_at)
        select tenant_id, id, 'parcels.create', 'parcel', id, 'created the parcel', tenant_id, 'user', id, created_at from parcels`;
    await sql`
      insert into events (tenant_id, id, name, version, entity, entity_id, payload, request_id, created_at)
        select tenant_id, id, 'parcels.created', 1, 'parcel', id, '{}', id, created_at from parcels`;
    await sql`
      insert into jobs (tenant_id, id, name, state, input, request_id, created_at, finished_at)
        select tenant_id, id, 'parcels.announce', 'done', '{}', id, created_at, created_at from parcels`;
    await sql`
      insert into files (tenant_id, id, kind, owner_id, permission, name, content_type, size, key, created_at)
        select tenant_id, id, 'parcels.label', id, 'parcels.read', 'label.pdf', 'application/pdf', 1, id, created_at from parcels`;
  });
}

describe.each([
  ["the big tenant", () => big],
  ["a small tenant", () => small],
])("in %s", (_name, member) => {
  let ids: Known;
  beforeAll(async () => {
    ids = await known(member().call);
  });

  test.each(reads)("%s reads at most %i rows", async (_read, most, read) => {
    const { call } = member();
    await read(call, ids);
    const seen = await plans.of(() => read(call, ids));
    expect(seen.rows, seen.statements.map(({ text, rows }) => `${rows} rows: ${text}`).join("\n")).toBeLessThanOrEqual(
      most,
    );
    expect(seen.rows).toBeGreaterThan(0);
  });
});

describe("reads besides the lists of a tenant", () => {
  test("the events that a page has missed are read without older ones", async () => {
    const { items } = await big.call.events.list({ limit: 20 });
    const lastEventId = items.at(-1)?.id ?? "";
    const received: unknown[] = [];
    const seen = await plans.of(async () => {
      for await (const message of await big.call.system.live({ lastEventId })) {
        received.push(isTrackedEnvelope(message) && message[0]);
        if (received.length === items.length) break;
      }
    });
    expect(received).toEqual(items.map(({ id }) => id).reverse());
    expect(seen.rows, seen.statements.map(({ text, rows }) => `${rows} rows: ${text}`).join("\n")).toBeLessThan(100);
  });

  test("the activity of a person in the installation is read without that of others", async () => {
    const operator = await testApp.user("Olga Operator");
    const owner = postgres(testApp.urls.ownerUrl, { max: 1, onnotice: () => {} });
    await owner`update users set superuser = true where id = ${operator.id}`;
    await owner`
      insert into installation_activity (id, action, summary, user_id, subject_user_id, request_id)
        select id, 'account.signedIn', 'signed in', case when n % 100 = 0 then ${operator.id} else gen_random_uuid() end,
          case when n % 1000 = 1 then ${operator.id}::uuid end, id
        from (select id, row_number() over (order by id) as n from events) as numbered`;
    await owner`analyze installation_activity`;
    await owner.end();
    const call = await testApp.as(operator);
    const seen = await plans.of(() => call.installation.activity({ userId: operator.id }));
    expect(seen.rows, seen.statements.map(({ text, rows }) => `${rows} rows: ${text}`).join("\n")).toBeLessThan(400);
  });
});

/** The ids of every page, up to the end. */
async function allPages(input: Parameters<typeof big.call.parcels.list>[0]): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof big.call.parcels.list>> = await big.call.parcels.list({
      ...input,
      cursor,
      limit: 100,
    });
    pages.push(page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return pages;
}

describe("filters that rarely match together", () => {
  test("read a part of the parcels per page, and reach the end page by page", async () => {
    const pages = await allPages({ countries: ["SE"] });
    expect(pages.flat()).toEqual([]);
    // 50,000 parcels, 2,500 of them at a time.
    expect(pages).toHaveLength(21);
  });

  test.each([
    ["updated", "asc"],
    ["reference", "desc"],
    [undefined, "desc"],
  ] as const)("find each parcel once, sorted by %s %s", async (sort, way) => {
    const { tag } = await known(big.call);
    const selection = { states: ["delivered" as const], tagIds: [tag], countries: ["DE" as const] };
    const found = (await allPages({ ...selection, sort, ascending: way === "asc" })).flat();
    expect(new Set(found).size).toBe(found.length);
    // The first tag is that of every fiftieth, those of the last 87 in a hundred are delivered, and places go round by three countries.
    const numbers = Array.from({ length: 50_000 }, (_, n) => n);
    expect(found).toHaveLength(numbers.filter((n) => n % 50 === 0 && n % 100 >= 13 && (n % 5000) % 3 === 0).length);
  });
});

describe("a search for frequent words", () => {
  test("reads a part of the parcels per page, and reaches the end page by page", async () => {
    const pages = await allPages({ search: "berlin zurich" });
    expect(pages.flat()).toEqual([]);
    // 50,000 parcels, 2,500 of them at a time.
    expect(pages.length).toBeLessThanOrEqual(21);
    expect(pages.length).toBeGreaterThan(10);
  });

  test("finds the oldest parcel, if it is the only one of thousands of places", async () => {
    const { items } = await big.call.parcels.list({ sort: "created", ascending: true, limit: 1 });
    const places = await big.call.places.list({ search: "hanse 11999", limit: 1 });
    const [{ id }, place] = [requireRow(items, "parcel"), requireRow(places.items, "place")];
    const { reference, lines, version } = await big.call.parcels.byId({ id });
    await big.call.parcels.update({
      ...{ id, reference, version, recipientId: place.id, packed: false },
      lines: lines.map(({ itemId, quantity }) => ({ itemId, quantity })),
    });
    expect((await allPages({ search: "hanse hamburg" })).flat()).toEqual([id]);
    expect((await allPages({ search: "hamburg 11999" })).flat()).toEqual([id]);
    expect((await allPages({ search: "hanse hamburg", states: ["packed"] })).flat()).toEqual([]);
  });

  test("finds each parcel once", async () => {
    const found = (await allPages({ search: "zurich", states: ["failed"] })).flat();
    expect(new Set(found).size).toBe(500);
    expect(found).toHaveLength(500);
  });
});
