import { items } from "@waybill/db/items";
import { parcels, shipments } from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import { postgres } from "@waybill/db/testing";
import type { ParcelSelection } from "@waybill/validators/parcels";
import { count, eq, sql } from "drizzle-orm";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { ofTenant } from "../../../core/index.ts";
import { wholeAccess } from "../../../core/permissions.ts";
import { tenantContextOf } from "../../../core/work/tenant-context.ts";
import { system, unitOfWork } from "../../../core/work/unit-of-work.ts";
import { textsOf } from "../../../testing/pdf.ts";
import { refusal, TestApp } from "../../../testing.ts";
import { StockService } from "../../items/index.ts";
import { type PreflightResult, preflight, preflightResults, refuseTooMany } from "../dispatch/preflight.ts";
import { makeLabel } from "../jobs.ts";
import { dispatchMany } from "./dispatch-many.ts";

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof setUp>>;

async function setUp(slug: string) {
  const tenant = await testApp.tenant(slug, "owner", "dispatcher", "viewer");
  const { call } = tenant.members.dispatcher;
  const address = { country: "DE", city: "Berlin", postcode: "10117", line1: "Street 1" };
  const ada = await call.places.create({ code: "ADA", name: "Ada Lovelace", ...address });
  const vague = await call.places.create({ code: "VAGUE", name: "Somewhere", country: "DE", city: "Bonn" });
  return { ...tenant, call, ada, vague };
}

let counter = 0;
const fresh = (word: string) => {
  counter += 1;
  return `${word}-${counter}`;
};

async function lampWith(stock: number) {
  const lamp = { sku: fresh("LAMP"), name: fresh("Lamp"), weight: 500, stock, price: 1999, currency: "EUR" };
  return { ...lamp, ...(await acme.call.items.create(lamp)) };
}

const newPlace = () =>
  acme.call.places.create({
    code: fresh("P"),
    name: "Grace Hopper",
    country: "DE",
    city: "Bonn",
    postcode: "53111",
    line1: "Rhine 1",
  });

/** A parcel of some of an item. */
async function parcelOf(itemId: string, { quantity = 1, packed = true, to = acme.ada.id } = {}) {
  const reference = fresh("B");
  const lines = [{ itemId, quantity }];
  return { reference, ...(await acme.call.parcels.create({ reference, recipientId: to, lines, packed })) };
}

/** Counts a selection, and dispatches the counted parcels. */
async function dispatchAll(selection: ParcelSelection) {
  const { until, total: expected } = await acme.call.parcels.preflight({ selection });
  return acme.call.parcels.dispatchMany({ selection, until, expected });
}

const direct = <T>(body: Parameters<typeof testApp.direct.transaction<T>>[1]) =>
  testApp.direct.transaction({ tenantId: acme.id }, body);

/** The number of dispatches of each parcel: by its shipments, its steps and its events. */
async function timesDispatched(ids: readonly string[]): Promise<number[][]> {
  return Promise.all(
    ids.map(async (id) => {
      const [row] = await direct(({ db }) =>
        db
          .select({ count: count() })
          .from(shipments)
          .where(ofTenant(acme.id, shipments, eq(shipments.parcelId, id))),
      );
      const steps = (await acme.call.parcels.timeline({ id })).items.filter(({ kind }) => kind === "dispatched");
      const events = (await acme.members.owner.call.events.list({ entityId: id })).items;
      return [row?.count ?? 0, steps.length, events.filter(({ name }) => name === "parcel.dispatched").length];
    }),
  );
}

const statesOf = async (ids: readonly string[]) =>
  Promise.all(ids.map(async (id) => (await acme.call.parcels.byId({ id })).state));

beforeAll(async () => {
  testApp = await TestApp.start();
  acme = await setUp("acme");
});
// Other tests cover the jobs after the dispatch.
const parked = () => vi.spyOn(makeLabel, "run").mockResolvedValue(null);
afterEach(() => {
  vi.restoreAllMocks();
});

describe("a preflight", () => {
  test("counts dispatchable parcels, and obstacles by their correction, and names the first of each", async () => {
    const [lamp, rare] = [await lampWith(100), await lampWith(3)];
    const search = "B-";
    const ready = await parcelOf(lamp.id);
    await parcelOf(lamp.id, { packed: false });
    const vague = [await parcelOf(lamp.id, { to: acme.vague.id }), await parcelOf(lamp.id, { to: acme.vague.id })];
    const short = [];
    for (let n = 0; n < 3; n += 1) short.push(await parcelOf(rare.id, { quantity: 2, packed: false }));
    const gone = await parcelOf(lamp.id);
    await acme.call.parcels.cancel({ id: gone.id });
    expect(await acme.call.parcels.preflight({ selection: { search } })).toMatchObject({
      total: 7,
      ready: 3,
      drafts: 2,
      obstacles: [
        {
          ...{ kind: "address", parcels: 2, more: 0 },
          subjects: [
            {
              ...{ entity: "place", id: acme.vague.id, parcels: 2, references: vague.map((one) => one.reference) },
              message: "The address of Somewhere has no street and no postcode. Add both.",
            },
          ],
        },
        {
          ...{ kind: "stock", parcels: 2, more: 0 },
          subjects: [
            {
              ...{ entity: "item", id: rare.id, parcels: 2, references: short.slice(1).map((one) => one.reference) },
              message: `${rare.name}: only 1 available, but the parcel needs 2.`,
            },
          ],
        },
      ],
      others: [
        { state: "cancelled", parcels: 1, message: "This parcel has been cancelled.", references: [gone.reference] },
      ],
    });
    expect(await acme.call.parcels.count({ selection: { search } })).toMatchObject({ count: 8 });
    const one = { ids: [ready.id] };
    expect(await acme.call.parcels.preflight({ selection: one })).toMatchObject({ total: 1, ready: 1, obstacles: [] });
  });

  test("requires the permission to dispatch, and includes drafts only with the permission to pack", async () => {
    const lamp = await lampWith(9);
    const selection = { ids: [(await parcelOf(lamp.id, { packed: false })).id] };
    const viewer = acme.members.viewer.call.parcels;
    expect((await refusal(viewer.preflight({ selection }))).code).toBe("FORBIDDEN");
    const user = await testApp.user("Driver");
    await testApp.joinWith(acme.id, user, ["parcels.read", "parcels.dispatch"]);
    const driver = await testApp.as(user, acme.slug);
    const seen = await driver.parcels.preflight({ selection });
    expect(seen).toMatchObject({ total: 0, ready: 0, others: [{ state: "draft", parcels: 1 }] });
    const batch = { selection, until: seen.until, expected: 1 };
    expect((await refusal(driver.parcels.dispatchMany(batch))).issues).toEqual([" conflict"]);
  });

  test("refuses more parcels than a batch can have", () => {
    const ids = Array.from({ length: 10_000 }, () => acme.id);
    expect(() => refuseTooMany({ ids, more: false })).not.toThrow();
    expect(() => refuseTooMany({ ids, more: true })).toThrow("at most 10,000 parcels, but more are selected");
    expect(() => refuseTooMany({ ids: ids.slice(1), more: true })).toThrow("Too many parcels would have to be checked");
  });

  test("needs the same number of statements for three parcels as for thirty", async () => {
    const lamp = await lampWith(100);
    const statements = async (parcelCount: number) => {
      const ids = [];
      for (let n = 0; n < parcelCount; n += 1) ids.push((await parcelOf(lamp.id)).id);
      testApp.statements.length = 0;
      await acme.call.parcels.preflight({ selection: { ids } });
      return testApp.statements.length;
    };
    expect(await statements(30)).toBe(await statements(3));
  });
});

describe("a batch", () => {
  test("dispatches each parcel separately: a refused one has its reason, and can be selected again after the correction", async () => {
    parked();
    const lamp = await lampWith(10);
    const good = [await parcelOf(lamp.id), await parcelOf(lamp.id, { packed: false })];
    const bad = await parcelOf(lamp.id, { to: acme.vague.id });
    const ids = [bad, ...good].map(({ id }) => id);
    const { jobId: batchId, parcels: entered } = await dispatchAll({ ids });
    expect(entered).toBe(3);
    expect(await statesOf(ids)).toEqual(["packed", "dispatched", "dispatched"]);
    expect(await timesDispatched(ids)).toEqual([
      [0, 0, 0],
      [1, 1, 1],
      [1, 1, 1],
    ]);
    expect(await acme.call.jobs.byId({ id: batchId })).toMatchObject({
      ...{ state: "done", done: 3, total: 3, message: "2 of 3 dispatched, 1 refused" },
      result: { done: 2, refused: 1 },
    });
    expect(await acme.call.parcels.batch({ batchId })).toEqual({ total: 3, done: 2, refused: 1 });
    const reasons = ["The address of Somewhere has no street and no postcode. Add both."];
    const refused = await acme.call.parcels.batchEntries({ batchId, outcome: "refused" });
    expect(refused).toMatchObject({ items: [{ position: 3, id: bad.id, reasons }], nextCursor: null });
    const steps = (await acme.call.parcels.timeline({ id: good[1]?.id ?? "" })).items;
    expect(steps.map(({ kind, bySystem }) => [kind, bySystem])).toEqual([
      ["dispatched", true],
      ["packed", true],
      ["created", false],
    ]);

    const again = { refusedIn: batchId };
    expect(await acme.call.parcels.preflight({ selection: again })).toMatchObject({ total: 1, ready: 0 });
    const { version } = await acme.call.places.byId({ id: acme.vague.id });
    const mended = {
      code: "VAGUE",
      name: "Somewhere",
      country: "DE",
      city: "Bonn",
      postcode: "53111",
      line1: "Rhine 1",
    };
    await acme.call.places.update({ id: acme.vague.id, version, ...mended });
    await dispatchAll(again);
    expect(await statesOf(ids)).toEqual(["dispatched", "dispatched", "dispatched"]);
    await acme.call.places.update({
      ...{ id: acme.vague.id, version: version + 1, ...mended, postcode: null, line1: null },
    });
  });

  test("contains the counted parcels, and no later ones", async () => {
    parked();
    const lamp = await lampWith(10);
    const first = await parcelOf(lamp.id);
    const selection = { search: lamp.sku, recipientId: acme.ada.id, ids: [first.id] };
    const { until } = await acme.call.parcels.preflight({ selection: { ids: [first.id] } });
    const later = await parcelOf(lamp.id);
    const both = { ids: [first.id, later.id] };
    const { jobId } = await acme.call.parcels.dispatchMany({ selection: both, until, expected: 1 });
    expect(await statesOf(both.ids)).toEqual(["dispatched", "packed"]);
    expect((await acme.call.parcels.batchEntries({ batchId: jobId })).items.map(({ id }) => id)).toEqual([first.id]);
    const more = { selection: { ids: [later.id, (await parcelOf(lamp.id)).id] }, expected: 1 };
    const now = (await acme.call.parcels.preflight({ selection: more.selection })).until;
    expect((await refusal(acme.call.parcels.dispatchMany({ ...more, until: now }))).issues).toEqual([" conflict"]);
    const none = { selection, until: now, expected: 1 };
    expect((await refusal(acme.call.parcels.dispatchMany(none))).issues).toEqual([" conflict"]);
    expect(await statesOf([later.id])).toEqual(["packed"]);
  });

  test("contains the counted parcels of a filter, and no later ones", async () => {
    parked();
    const lamp = await lampWith(10);
    const selection = { search: lamp.sku, recipientId: (await newPlace()).id };
    const first = await parcelOf(lamp.id, { to: selection.recipientId });
    const { until, total: expected } = await acme.call.parcels.preflight({ selection });
    const later = await parcelOf(lamp.id, { to: selection.recipientId });
    const { jobId } = await acme.call.parcels.dispatchMany({ selection, until, expected });
    expect(await statesOf([first.id, later.id])).toEqual(["dispatched", "packed"]);
    expect((await acme.call.parcels.batchEntries({ batchId: jobId })).items.map(({ id }) => id)).toEqual([first.id]);
    await parcelOf(lamp.id, { to: selection.recipientId });
    const two = await acme.call.parcels.preflight({ selection });
    expect(two).toMatchObject({ total: 2, others: [{ state: "dispatched", parcels: 1 }], moreOthers: false });
    const one = { selection, until: two.until, expected: 1 };
    expect((await refusal(acme.call.parcels.dispatchMany(one))).issues).toEqual([" conflict"]);
  });

  test("packs in the same way", async () => {
    const rare = await lampWith(1);
    const drafts = [await parcelOf(rare.id, { packed: false }), await parcelOf(rare.id, { packed: false })];
    const selection = { ids: drafts.map(({ id }) => id) };
    const { count: expected, until } = await acme.call.parcels.count({ selection });
    const { jobId: batchId } = await acme.call.parcels.packMany({ selection, until, expected });
    expect(await statesOf(selection.ids)).toEqual(["packed", "draft"]);
    expect((await acme.call.parcels.batchEntries({ batchId, outcome: "refused" })).items).toMatchObject([
      { id: selection.ids[1], reasons: [`${rare.name}: only 0 available, but the parcel needs 1.`] },
    ]);
  });

  test("stops between two parcels when it is cancelled; a retry continues and dispatches none twice", async () => {
    parked();
    const lamp = await lampWith(10);
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.push((await parcelOf(lamp.id)).id);
    const dispatchStock = StockService.prototype.dispatch;
    const seen = vi.spyOn(StockService.prototype, "dispatch").mockImplementation(async function (
      this: StockService,
      id,
      lines,
    ) {
      if (seen.mock.calls.length === 3) {
        const [job] = (await acme.call.jobs.list({ name: dispatchMany.name, states: ["running"] })).items;
        await acme.call.jobs.cancel({ id: job?.id ?? "" });
      }
      return dispatchStock.call(this, id, lines);
    });
    const { jobId: id } = await dispatchAll({ ids });
    expect((await acme.call.jobs.byId({ id })).state).toBe("cancelled");
    const [gone, left] = [ids.slice(0, 3), ids.slice(3)];
    expect(await statesOf(gone)).toEqual(["dispatched", "dispatched", "dispatched"]);
    expect(await statesOf(left)).toEqual(["packed", "packed"]);
    expect(await acme.call.parcels.batch({ batchId: id })).toEqual({ total: 5, done: 3, refused: 0 });
    await acme.call.jobs.retry({ id });
    expect(await acme.call.jobs.byId({ id })).toMatchObject({ state: "done", result: { done: 5, refused: 0 } });
    expect(await timesDispatched(ids)).toEqual(ids.map(() => [1, 1, 1]));
    expect((await acme.call.items.byId({ id: lamp.id })).onHand).toBe(5);
  });

  test("continues after a parcel with an error; a temporary error is retried", async () => {
    parked();
    const lamp = await lampWith(10);
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) ids.push((await parcelOf(lamp.id)).id);
    const [poison, shaky] = ids;
    const dispatchStock = StockService.prototype.dispatch;
    let broken = 0;
    vi.spyOn(StockService.prototype, "dispatch").mockImplementation(async function (this: StockService, id, lines) {
      if (id === poison) throw new TypeError("hunter2");
      if (id === shaky && broken === 0) {
        broken += 1;
        throw new TypeError("hunter2");
      }
      return dispatchStock.call(this, id, lines);
    });
    const { jobId: batchId } = await dispatchAll({ ids: [poison ?? ""] });
    expect(await acme.call.jobs.byId({ id: batchId })).toMatchObject({ state: "done", attempts: 4 });
    const [entry] = (await acme.call.parcels.batchEntries({ batchId })).items;
    expect(entry?.reasons.join()).toMatch(/^Something went wrong\. Request \S+\.$/);
    await dispatchAll({ ids: ids.slice(1) });
    expect(await statesOf(ids)).toEqual(["packed", "dispatched", "dispatched"]);
  });

  test("of one tenant is invisible to others", async () => {
    parked();
    const { jobId: batchId } = await dispatchAll({ ids: [(await parcelOf((await lampWith(1)).id)).id] });
    const globex = (await testApp.tenant("globex", "owner")).members.owner.call.parcels;
    expect((await refusal(globex.batch({ batchId }))).code).toBe("NOT_FOUND");
    expect((await refusal(globex.printLabels({ batchId }))).code).toBe("NOT_FOUND");
    expect((await globex.batchEntries({ batchId })).items).toEqual([]);
    expect(await globex.count({ selection: { refusedIn: batchId } })).toMatchObject({ count: 0 });
  });

  test("has fixed parcels: the application can only record outcomes", async () => {
    const columns = await direct(({ send }) =>
      send("select column_name as name from information_schema.columns where table_name = 'parcel_batch_entries'"),
    );
    for (const name of columns.map((row) => String((row as { name: string }).name))) {
      const write = direct(({ send }) => send(`update parcel_batch_entries set ${name} = ${name}`));
      const open = name === "outcome" || name === "reasons";
      expect([
        name,
        await write.then(
          () => true,
          () => false,
        ),
      ]).toEqual([name, open]);
    }
    await expect(direct(({ send }) => send("delete from parcel_batch_entries"))).rejects.toThrow();
  });
});

describe("preflight and batch", () => {
  /** Numbers that look random, the same each time. */
  function randomOf(seed: number) {
    let state = seed;
    return (below: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((state / 2_147_483_648) * below);
    };
  }

  /** A tenant with parcels with every obstacle, and with several. @returns the ids of the parcels */
  async function createParcels(random: (below: number) => number): Promise<string[]> {
    const { call, id: tenantId } = acme;
    const stock = [0, 3, 8, 1000, 1000];
    const things: string[] = [];
    for (const onHand of stock) things.push((await lampWith(onHand)).id);
    const addresses = [
      { line1: "Street 1", postcode: "10117" },
      { line1: "Street 2", postcode: "10119" },
      { line1: null, postcode: "10117" },
      { line1: "Street 3", postcode: null },
      { line1: null, postcode: null },
      { line1: "𐤀𐤁 Street", postcode: "10117" },
    ];
    const recipients: string[] = [];
    for (const address of [...addresses, { line1: "Quay 1", postcode: null, country: "IE" }]) {
      const place = { code: fresh("P"), name: fresh("Place"), country: "DE", city: "Somewhere", ...address };
      recipients.push((await call.places.create(place)).id);
    }
    const ids: string[] = [];
    for (let n = 0; n < 60; n += 1) {
      // Of the scarce ones only a few are packed, so that drafts run short.
      const packed = random(2) === 0;
      const from = things.slice(packed ? 2 : 0);
      const lines = from
        .filter(() => random(3) === 0)
        .map((itemId) => ({ itemId, quantity: 1 + random(packed ? 2 : 4) }));
      const parcel = { reference: fresh("R"), recipientId: recipients[random(recipients.length)] ?? "" };
      const held = lines.length > 0 ? lines : [{ itemId: things[3] ?? "", quantity: 1 }];
      const made = call.parcels.create({ ...parcel, lines: held, packed });
      ids.push((await made.catch(() => call.parcels.create({ ...parcel, lines: held }))).id);
    }
    await direct(async ({ db }) => {
      const own = (id: string | undefined) => ofTenant(tenantId, parcels, eq(parcels.id, id ?? ""));
      for (const state of ["dispatched", "in_transit", "delivered", "cancelled", "failed"] as const) {
        await db
          .update(parcels)
          .set({ state })
          .where(own(ids[random(ids.length)]));
      }
      const ofItem = (id: string | undefined) => ofTenant(tenantId, items, eq(items.id, id ?? ""));
      await db.update(items).set({ archivedAt: sql`now()` }).where(ofItem(things[4]));
      await db.update(items).set({ weight: 2_000_000_000 }).where(ofItem(things[2]));
      const heavy = sql`update parcel_items set quantity = 600 where tenant_id = ${tenantId} and item_id = ${things[2]}
        and parcel_id in (select id from parcels where tenant_id = ${tenantId} and state = 'draft')`;
      await db.execute(heavy);
    });
    return ids;
  }

  test.each([1, 2, 3])("agree, whatever obstacles the parcels have (%i)", async (seed) => {
    parked();
    const ids = await createParcels(randomOf(seed));
    const selection = { ids };
    const { app } = testApp;
    const tenant = { ...acme, name: acme.slug, timeZone: "UTC", version: 1, modulesOff: [] };
    const origin = { requestId: "batch", log: app.log, user: null, actor: system };
    const [judged, summary] = await unitOfWork(app, origin, { tenantId: acme.id }, async (work) => {
      const ctx = tenantContextOf(app, work, tenant, wholeAccess(app.registry.resources));
      const all: PreflightResult[] = [];
      for await (const outcome of preflightResults(ctx, ids)) all.push(outcome);
      return [all, await preflight(ctx, selection)] as const;
    });
    const { jobId: batchId } = await dispatchAll(selection);
    const entries = [];
    for (let cursor: number | null = 0; cursor !== null; ) {
      const page: Awaited<ReturnType<typeof acme.call.parcels.batchEntries>> = await acme.call.parcels.batchEntries({
        ...{ batchId, cursor, limit: 100 },
      });
      entries.push(...page.items);
      cursor = page.nextCursor;
    }
    const expected = judged.map(({ id, obstacles }) => ({
      ...{ id, outcome: obstacles.length > 0 ? "refused" : "done" },
      reasons: obstacles.map(({ issue }) => issue.message),
    }));
    expect(entries.map(({ id, outcome, reasons }) => ({ id, outcome, reasons }))).toEqual(expected);
    const done = entries.filter(({ outcome }) => outcome === "done");
    expect(summary).toMatchObject({ total: entries.length, ready: done.length });
    expect(new Set(await statesOf(done.map(({ id }) => id)))).toEqual(new Set(["dispatched"]));
    // Every kind that a parcel can meet is met, so that the agreement is about something.
    const kinds = new Set(judged.flatMap(({ obstacles }) => obstacles.map(({ kind }) => kind)));
    expect([...kinds].sort()).toEqual(["address", "archived", "label", "stock", "weight"]);
    expect(done.length).toBeGreaterThan(3);
    await direct(({ db }) =>
      db
        .update(items)
        .set({ weight: 500 })
        .where(ofTenant(acme.id, items, eq(items.weight, 2_000_000_000))),
    );
  });
});

describe("the labels of a batch", () => {
  /** The printed texts of a file, page by page. */
  async function pagesOf(fileId: string) {
    const content = await testApp.app.clients.files.read(`${acme.id}/${fileId}`);
    const pdf = Buffer.concat(await content.toArray());
    return (await textsOf(pdf)).map((page) => page.map(({ text }) => text).join(" "));
  }

  test("are one PDF in the order of the batch, one page per label, with the data of the dispatch", async () => {
    parked();
    const lamp = await lampWith(100);
    const names = ["Ada Lovelace", "Zoë Ångström", "東京太郎", "Grace Hopper", "दिल्ली", "直子"];
    const countries = ["DE", "DE", "JP", "DE", "DE", "CN"];
    const recipients: string[] = [];
    for (const [n, name] of names.entries()) {
      const country = countries[n] ?? "DE";
      const postcode = country === "JP" ? "100-0001" : country === "CN" ? "100000" : "10117";
      const place = { code: fresh("P"), name, country, city: "City", postcode, line1: `Street ${n}` };
      recipients.push((await acme.call.places.create(place)).id);
    }
    const made = [];
    for (let n = 0; n < 12; n += 1) made.push(await parcelOf(lamp.id, { to: recipients[n % 6] ?? "" }));
    const refused = await parcelOf(lamp.id, { to: acme.vague.id });
    // Chosen in another order than they were made in.
    const ids = [refused, ...made.toReversed()].map(({ id }) => id);
    const { jobId: batchId } = await dispatchAll({ ids });
    await direct(({ db }) =>
      db.update(places).set({ name: "Renamed", line1: "Elsewhere" }).where(ofTenant(acme.id, places)),
    );
    const cancelled = made[4];
    await direct(({ db }) =>
      db
        .update(parcels)
        .set({ state: "cancelled" })
        .where(ofTenant(acme.id, parcels, eq(parcels.id, cancelled?.id ?? ""))),
    );
    const { jobId } = await acme.call.parcels.printLabels({ batchId });
    const { state, result } = await acme.call.jobs.byId({ id: jobId });
    expect([state, result]).toEqual(["done", { fileId: jobId, labels: 11 }]);
    const pages = await pagesOf(jobId);
    const printed = made
      .map(({ reference }, n) => ({ reference, name: names[n % 6] ?? "" }))
      .filter((_one, n) => n !== 4);
    expect(pages).toHaveLength(11);
    for (const [n, { reference, name }] of printed.entries()) {
      expect(pages[n]?.endsWith(reference), pages[n]).toBe(true);
      if (/^[\p{Script=Latin} ]+$/u.test(name)) expect(pages[n]).toContain(name);
      expect(pages[n]).toContain(`Street ${made.findIndex((one) => one.reference === reference) % 6}`);
    }
    const { items: files } = await acme.call.files.list({ kind: "parcels.labelSheet" });
    expect(files[0]).toMatchObject({ id: jobId, name: "labels.pdf", title: "Batch labels" });
    await direct(({ db }) =>
      db
        .update(places)
        .set({ name: "Ada Lovelace", line1: "Street 1" })
        .where(ofTenant(acme.id, places, eq(places.id, acme.ada.id))),
    );
  });

  test("omit unprintable labels, and log that", async () => {
    parked();
    const lamp = await lampWith(10);
    const ids = [(await parcelOf(lamp.id)).id, (await parcelOf(lamp.id)).id];
    const { jobId: batchId } = await dispatchAll({ ids });
    const owner = await direct(({ db }) =>
      db
        .select({ id: parcels.shipmentId })
        .from(parcels)
        .where(ofTenant(acme.id, parcels, eq(parcels.id, ids[0] ?? ""))),
    );
    await asOwner(`update shipments set recipient = recipient || '{"city": "𐤀"}' where id = '${owner[0]?.id}'`);
    const { jobId } = await acme.call.parcels.printLabels({ batchId });
    const job = await acme.call.jobs.byId({ id: jobId });
    expect(job.result).toEqual({ fileId: jobId, labels: 1 });
    expect(job.lines.map(({ line }) => line)).toEqual([expect.stringContaining("was skipped. The label for")]);
  });

  test("are refused if nothing was dispatched", async () => {
    parked();
    const { jobId: batchId } = await dispatchAll({
      ids: [(await parcelOf((await lampWith(1)).id, { to: acme.vague.id })).id],
    });
    const { jobId } = await acme.call.parcels.printLabels({ batchId });
    const job = await acme.call.jobs.byId({ id: jobId });
    expect(job).toMatchObject({ state: "failed", error: "No parcel in this batch has a label to print." });
  });

  async function asOwner(statement: string) {
    const owner = postgres(testApp.urls.ownerUrl, { max: 1 });
    await owner.unsafe(statement);
    await owner.end();
  }
});
