import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { parcels } from "@waybill/db/parcels";
import { postgres } from "@waybill/db/testing";
import { eq } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ofTenant, type TenantContext, wholeAccess } from "../../core/index.ts";
import { createContext } from "../../core/procedures/request.ts";
import { tenantContextOf } from "../../core/work/tenant-context.ts";
import { unitOfWork } from "../../core/work/unit-of-work.ts";
import { receiveFile } from "../../platform/files/index.ts";
import { refusal, TestApp } from "../../testing.ts";
import { ItemService, writeCounts } from "../items/index.ts";

/** The number of runs of the race and of the random histories; `STOCK_ROUNDS=200` for the long form. */
const rounds = Number(process.env.STOCK_ROUNDS ?? 20);

let testApp: TestApp;
let acme: Awaited<ReturnType<typeof makeTenant>>;
let owner: postgres.Sql;

async function makeTenant(slug: string) {
  const tenant = await testApp.tenant(slug, "dispatcher", "viewer");
  const { call } = tenant.members.dispatcher;
  const place = { name: "Ada", country: "DE", city: "Berlin", postcode: "10117", line1: "Street 1" };
  return { ...tenant, call, place: await call.places.create({ code: "P1", ...place }) };
}

beforeAll(async () => {
  // No worker runs: a dispatched parcel stays dispatched.
  testApp = await TestApp.start({ JOBS_MODE: "queue" });
  acme = await makeTenant("acme");
  owner = postgres(testApp.urls.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(() => owner.end());

let counter = 0;
const fresh = (word: string) => {
  counter += 1;
  return `${word}-${counter}`;
};

/** An item with so many on hand. */
async function itemWith(stock: number) {
  const values = { sku: fresh("SKU"), name: fresh("Lamp"), weight: 1, price: 1, currency: "EUR" };
  return { ...values, ...(await acme.call.items.create({ ...values, stock })) };
}

const packed = async (itemId: string, quantity: number, isPacked = true) => {
  const lines = [{ itemId, quantity }];
  return acme.call.parcels.create({ reference: fresh("R"), recipientId: acme.place.id, lines, packed: isPacked });
};

const stockOf = async (id: string) => {
  const { onHand, reserved, available } = await acme.call.items.byId({ id });
  return { onHand, reserved, available };
};

/** The ledger of an item in words, the oldest line first. */
const story = async (id: string) =>
  (await acme.call.items.movements({ id, limit: 100 })).items
    .map(({ kind, quantity, onHand, reserved }) => `${kind} ${quantity}: ${onHand}, ${reserved} reserved`)
    .reverse();

/** Runs something as the system, in Acme. */
const inAcme = <T>(body: (ctx: TenantContext) => Promise<T>, actorId: string | null = null): Promise<T> => {
  const { app } = testApp;
  const actor = { kind: actorId ? "job" : "system", id: actorId, ip: null } as const;
  const origin = { requestId: "stock", log: app.log, user: null, actor };
  const tenant = { ...acme, name: acme.slug, timeZone: "UTC", version: 1, modulesOff: [] };
  return unitOfWork(app, origin, { tenantId: acme.id }, (work) =>
    body(tenantContextOf(app, work, tenant, wholeAccess(app.registry.resources))),
  );
};

/** Has a dispatched parcel fail, as the worker does when no carrier takes it. */
const fail = (id: string) =>
  inAcme(({ db }) =>
    db
      .update(parcels)
      .set({ state: "failed" })
      .where(ofTenant(acme.id, parcels, eq(parcels.id, id))),
  );

/**
 * Inconsistent items: the balances are not the sum of the movements, positions have a gap, a movement has a wrong balance, or
 * the reservations differ from the packed parcels.
 */
const faults = () => owner`
  with line as (
    select *, sum(case when kind in ('reserve', 'release') then 0 else quantity end) over story as sum_on_hand,
      sum(case when kind in ('reserve', 'release') then quantity else 0 end) over story as sum_reserved,
      row_number() over story as number
    from stock_movements window story as (partition by tenant_id, item_id order by position)
  ), total as (
    select tenant_id, item_id, count(*) as movements,
      sum(case when kind in ('reserve', 'release') then 0 else quantity end) as on_hand,
      sum(case when kind in ('reserve', 'release') then quantity else 0 end) as reserved
    from stock_movements group by 1, 2
  ), held as (
    select parcel_items.tenant_id, item_id, sum(quantity) as reserved
    from parcel_items join parcels on parcels.tenant_id = parcel_items.tenant_id and parcels.id = parcel_id
    where state = 'packed' group by 1, 2
  )
  select item_id::text as item, 'a line' as what from line
    where (on_hand, reserved, position) is distinct from (sum_on_hand, sum_reserved, number)
  union all
  select items.sku, 'a balance' from items left join total on total.tenant_id = items.tenant_id and total.item_id = items.id
    where (items.on_hand, items.reserved, items.movements)
      is distinct from (coalesce(total.on_hand, 0), coalesce(total.reserved, 0), coalesce(total.movements, 0))
  union all
  select items.sku, 'a reservation' from items left join held on held.tenant_id = items.tenant_id and held.item_id = items.id
    where items.reserved is distinct from coalesce(held.reserved, 0)`;

describe("stock", () => {
  test("changes by receipts, counts and corrections, each recorded with person, time and reason", async () => {
    const { id, name } = await itemWith(0);
    expect(await stockOf(id)).toEqual({ onHand: 0, reserved: 0, available: 0 });
    await acme.call.items.receive({ id, quantity: 70, reason: "Delivery 4711" });
    await acme.call.items.count({ id, seen: 70, counted: 68 });
    expect(await acme.call.items.correct({ id, quantity: 2, reason: "Found behind the shelf" })).toEqual({
      id,
      onHand: 70,
    });
    const { items } = await acme.call.items.movements({ id });
    expect(items).toMatchObject([
      { position: 3, kind: "correct", quantity: 2, onHand: 70, reason: "Found behind the shelf" },
      { position: 2, kind: "count", quantity: -2, counted: 68, onHand: 68, reason: null },
      { position: 1, kind: "receive", quantity: 70, onHand: 70, reason: "Delivery 4711", actor: "user" },
    ]);
    expect(items.map(({ userName, at }) => [userName, Date.parse(at) > 0])).toEqual(
      Array(3).fill(["dispatcher acme", true]),
    );
    const events = await owner`select name from events where entity_id = ${id} order by id desc limit 3`;
    expect(events.map((event) => event.name)).toEqual(["item.corrected", "item.counted", "item.received"]);
    expect((await acme.call.items.list({ search: name })).items).toMatchObject([{ onHand: 70, available: 70 }]);
  });

  test("is counted as the difference to the displayed number, whatever left meanwhile", async () => {
    const { id } = await itemWith(70);
    const parcel = await packed(id, 10);
    await acme.call.parcels.dispatch(parcel);
    // Counted at 70 and found 68; ten left before it was typed in.
    await acme.call.items.count({ id, seen: 70, counted: 68 });
    expect((await stockOf(id)).onHand).toBe(58);
    await acme.call.items.count({ id, seen: 58, counted: 58 });
    expect(await story(id)).toEqual([
      "count 70: 70, 0 reserved",
      "reserve 10: 70, 10 reserved",
      "release -10: 70, 0 reserved",
      "dispatch -10: 60, 0 reserved",
      "count -2: 58, 0 reserved",
      "count 0: 58, 0 reserved",
    ]);
  });

  test("is counted once: of two counts based on the same number, the second is refused", async () => {
    const { id, sku } = await itemWith(100);
    const counts = [1, 2].map(() => refusal(acme.call.items.count({ id, seen: 100, counted: 90 })));
    const outcomes = await Promise.all(counts.map((one) => one.catch(() => null)));
    expect(outcomes.filter((one) => one === null)).toHaveLength(1);
    expect(outcomes.find(Boolean)).toMatchObject({ issues: ["counted stale"] });
    expect((await stockOf(id)).onHand).toBe(90);
    // A correction changes the expected number too; dispatches and receipts in between do not.
    await acme.call.items.correct({ id, quantity: -1, reason: "Broken" });
    expect(await refusal(acme.call.items.count({ id, seen: 90, counted: 89 }))).toMatchObject({
      issues: ["counted stale"],
    });
    await acme.call.items.receive({ id, quantity: 11 });
    await acme.call.items.count({ id, seen: 89, counted: 88 });
    expect((await stockOf(id)).onHand).toBe(99);
    // A file of counts is as safe to send twice.
    const file = (job: string) => inAcme((ctx) => writeCounts(ctx, [{ sku, counted: 95, seen: 99 }]), job);
    expect(await file(crypto.randomUUID())).toEqual([null]);
    expect(await file(crypto.randomUUID())).toMatchObject([{ path: ["seen"], code: "stale" }]);
    expect((await stockOf(id)).onHand).toBe(95);
  });

  test("is reserved by packing, and released by unpacking, changes and cancellation", async () => {
    const [lamp, mug] = [await itemWith(10), await itemWith(10)];
    const { id } = await packed(lamp.id, 4);
    expect(await stockOf(lamp.id)).toEqual({ onHand: 10, reserved: 4, available: 6 });
    const { reference } = await acme.call.parcels.byId({ id });
    const parcel = { id, reference, recipientId: acme.place.id };
    const lines = [
      { itemId: lamp.id, quantity: 10 },
      { itemId: mug.id, quantity: 3 },
    ];
    // Its own four count as available to it.
    await acme.call.parcels.update({ ...parcel, lines, packed: true, version: 1 });
    expect([await stockOf(lamp.id), await stockOf(mug.id)]).toMatchObject([{ available: 0 }, { available: 7 }]);
    await acme.call.parcels.setPacked({ id, packed: false });
    expect([await stockOf(lamp.id), await stockOf(mug.id)]).toMatchObject([{ available: 10 }, { available: 10 }]);
    await acme.call.parcels.setPacked({ id, packed: true });
    await acme.call.parcels.cancel({ id });
    expect(await stockOf(lamp.id)).toEqual({ onHand: 10, reserved: 0, available: 10 });
    const { items } = await acme.call.items.movements({ id: lamp.id });
    expect(items.slice(0, 5).map(({ parcelId, parcelReference }) => [parcelId, parcelReference])).toEqual(
      Array(5).fill([id, reference]),
    );
    expect(await faults()).toEqual([]);
  });

  test("is returned when a failed parcel is cancelled", async () => {
    const { id } = await itemWith(5);
    const parcel = await packed(id, 5);
    await acme.call.parcels.dispatch(parcel);
    expect(await stockOf(id)).toEqual({ onHand: 0, reserved: 0, available: 0 });
    await fail(parcel.id);
    await acme.call.parcels.cancel(parcel);
    expect(await stockOf(id)).toEqual({ onHand: 5, reserved: 0, available: 5 });
    expect((await story(id)).at(-1)).toBe("return 5: 5, 0 reserved");
  });

  test("shortages are reported at every line, and nothing is reserved", async () => {
    const [lamp, mug, tray] = [await itemWith(2), await itemWith(9), await itemWith(0)];
    const lines = [lamp, mug, tray].map(({ id: itemId }) => ({ itemId, quantity: 3 }));
    const parcel = { reference: fresh("R"), recipientId: acme.place.id, lines };
    const wrong = ["lines.0.quantity too_big", "lines.2.quantity too_big"];
    expect((await refusal(acme.call.parcels.create({ ...parcel, packed: true }))).issues).toEqual(wrong);
    const { id } = await acme.call.parcels.create(parcel);
    expect((await refusal(acme.call.parcels.setPacked({ id, packed: true }))).issues).toEqual(wrong);
    expect((await refusal(acme.call.parcels.update({ ...parcel, id, packed: true, version: 1 }))).issues).toEqual(
      wrong,
    );
    expect(await stockOf(mug.id)).toEqual({ onHand: 9, reserved: 0, available: 9 });
    expect((await acme.call.parcels.byId({ id })).state).toBe("draft");
  });

  test("in packed parcels cannot be counted or corrected away; the issue is at the input", async () => {
    const { id } = await itemWith(10);
    await packed(id, 6);
    expect((await refusal(acme.call.items.count({ id, seen: 10, counted: 5 }))).issues).toEqual(["counted too_small"]);
    const correction = { id, quantity: -5, reason: "Broken" };
    expect((await refusal(acme.call.items.correct(correction))).issues).toEqual(["quantity too_small"]);
    expect((await refusal(acme.call.items.correct({ id, quantity: 0, reason: " " }))).issues).toEqual([
      "quantity invalid",
      "reason required",
    ]);
    await acme.call.items.correct({ ...correction, quantity: -4 });
    expect(await stockOf(id)).toEqual({ onHand: 6, reserved: 6, available: 0 });
  });

  test("is not affected by an update of the item from a form that was opened before a dispatch", async () => {
    const { id } = await itemWith(100);
    const { version } = await acme.call.items.byId({ id });
    await acme.call.parcels.dispatch(await packed(id, 30));
    await acme.call.items.update({ id, version, name: "Renamed", stock: 100 } as { id: string; version: number });
    expect(await acme.call.items.byId({ id })).toMatchObject({ name: "Renamed", onHand: 70, version: version + 1 });
  });

  test("has a ledger with pages, for readers of items of this tenant only", async () => {
    const { id } = await itemWith(0);
    for (let quantity = 1; quantity <= 5; quantity += 1) await acme.call.items.receive({ id, quantity });
    const first = await acme.call.items.movements({ id, limit: 2 });
    const second = await acme.call.items.movements({ id, limit: 2, cursor: first.nextCursor });
    const third = await acme.call.items.movements({ id, limit: 2, cursor: second.nextCursor });
    const positions = [first, second, third].map((page) => page.items.map(({ position }) => position));
    expect(positions).toEqual([[5, 4], [3, 2], [1]]);
    expect(third.nextCursor).toBeNull();
    const viewer = acme.members.viewer.call.items;
    expect((await viewer.movements({ id })).items).toHaveLength(5);
    expect((await refusal(viewer.receive({ id, quantity: 1 }))).code).toBe("FORBIDDEN");
    const globex = await makeTenant(fresh("globex"));
    expect((await refusal(globex.call.items.movements({ id }))).code).toBe("NOT_FOUND");
    for (const attempt of [
      () => globex.call.items.receive({ id, quantity: 1 }),
      () => globex.call.items.count({ id, seen: 15, counted: 0 }),
      () => globex.call.items.correct({ id, quantity: -1, reason: "Not theirs" }),
    ]) {
      expect((await refusal(attempt())).code).toBe("NOT_FOUND");
    }
    expect((await stockOf(id)).onHand).toBe(15);
  });

  test("is low if at most the item's threshold is available", async () => {
    const { id, name } = await itemWith(10);
    const low = async () => (await acme.call.items.list({ low: true, search: name })).items.length;
    expect(await low()).toBe(0);
    await packed(id, 5);
    expect(await low()).toBe(1);
    await acme.call.items.update({ id, version: 1, lowStockAt: 4 });
    expect(await low()).toBe(0);
    await acme.call.items.update({ id, version: 2, lowStockAt: null });
    expect(await low()).toBe(0);
  });
});

describe("the database", () => {
  const asApplication = (statement: string) =>
    testApp.direct
      .transaction({ tenantId: acme.id }, ({ send }) => send(statement))
      .then(
        () => "done",
        ({ code, cause }) => code ?? cause?.code,
      );
  const movement = (id: string, kind: string, quantity: number, more = "null, null") =>
    `insert into stock_movements (item_id, kind, quantity, actor, parcel_id, counted) values ('${id}', '${kind}', ${quantity}, 'system', ${more})`;

  test("lets the application add movements, but not change them or the balances", async () => {
    const { id } = await itemWith(3);
    const forbidden = "42501";
    for (const statement of [
      `update items set on_hand = 9 where id = '${id}'`,
      `update items set reserved = 1 where id = '${id}'`,
      `update items set movements = 0 where id = '${id}'`,
      `insert into items (id, sku, name, weight, price, currency, on_hand) values (gen_random_uuid(), 'X', 'X', 1, 1, 'EUR', 9)`,
      `update stock_movements set quantity = 9 where item_id = '${id}'`,
      `delete from stock_movements where item_id = '${id}'`,
      "truncate stock_movements",
    ]) {
      expect(await asApplication(statement), statement).toBe(forbidden);
    }
    expect(await asApplication(`update items set name = 'Mug' where id = '${id}'`)).toBe("done");
    // The sum of the ledger overrides the balances of a row.
    expect(
      await asApplication(
        `insert into stock_movements (item_id, position, kind, quantity, on_hand, reserved, actor)
         values ('${id}', 99, 'receive', 4, 500, 500, 'system')`,
      ),
    ).toBe("done");
    expect(await stockOf(id)).toEqual({ onHand: 7, reserved: 0, available: 7 });
    expect(await faults()).toEqual([]);
  });

  test("refuses a movement that is incomplete or would make a balance negative", async () => {
    const { id } = await itemWith(3);
    const parcel = `'${acme.place.id}', null`;
    const broken = "23514";
    for (const statement of [
      movement(id, "dispatch", -4, parcel),
      movement(id, "reserve", 4, parcel),
      movement(id, "release", -1, parcel),
      movement(id, "receive", 2_000_000_000),
      movement(id, "receive", -1),
      movement(id, "dispatch", 1, parcel),
      movement(id, "dispatch", -1),
      movement(id, "count", 1),
      movement(id, "correct", 1),
      movement(id, "vanish", 1),
    ]) {
      expect(await asApplication(statement), statement).toBe(broken);
    }
    expect(await stockOf(id)).toEqual({ onHand: 3, reserved: 0, available: 3 });
  });
});

describe("an import", () => {
  test("of items does not change stock, whatever its file contains", async () => {
    const { id, sku } = await itemWith(8);
    const row = { sku, name: "Imported", weight: 5, price: 7, currency: "EUR" as const };
    await inAcme((ctx) => new ItemService(ctx).writeRows([row, { ...row, sku: fresh("NEW") }]));
    expect(await acme.call.items.byId({ id })).toMatchObject({ name: "Imported", onHand: 8, lowStockAt: 5 });
    expect(await faults()).toEqual([]);
  });

  test("of counts sets stock to the counts, and refuses impossible ones", async () => {
    const inline = testApp.withSettings({ JOBS_MODE: "inline" });
    const [lamp, mug, tray, vase] = [await itemWith(10), await itemWith(10), await itemWith(10), await itemWith(10)];
    await packed(tray.id, 10);
    const lines = [
      "sku,counted,seen",
      `${lamp.sku},8,`,
      `${mug.sku},8,9`,
      `${tray.sku},9,`,
      "NONE,1,",
      `${vase.sku},,`,
    ];
    const request = await createContext(
      inline.app,
      new Headers({ "x-tenant-id": "acme" }),
      acme.members.dispatcher.sessionId,
    );
    const body = Readable.toWeb(Readable.from([lines.join("\n")])) as ReadableStream; // the same stream, in the words of two libraries
    const file = { kind: "items.importCounts", name: "counts.csv", contentType: "text/csv", body };
    const { id: fileId } = await receiveFile(request, file);
    const call = await inline.as(acme.members.dispatcher, "acme");
    const { jobId } = await call.items.importCounts({ fileId });
    const { result } = await call.jobs.byId({ id: jobId });
    expect(result).toMatchObject({ rows: 5, updated: 2, refused: 3 });
    expect([await stockOf(lamp.id), await stockOf(mug.id), await stockOf(tray.id)]).toMatchObject([
      { onHand: 8 },
      { onHand: 9 },
      { onHand: 10 },
    ]);
    expect((await acme.call.items.movements({ id: lamp.id })).items[0]).toMatchObject({
      ...{ kind: "count", quantity: -2, counted: 8, actor: "job", userName: "dispatcher acme" },
    });
    await inline.close();
  });

  test("of counts that is repeated counts nothing twice, and keeps dispatches in between", async () => {
    const [lamp, mug] = [await itemWith(10), await itemWith(10)];
    const job = "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c12";
    const count = (sku: string, counted: number, seen: number | null = null) =>
      inAcme((ctx) => writeCounts(ctx, [{ sku, counted, seen }]), job);
    await count(lamp.sku, 12);
    await count(mug.sku, 8, 9);
    await acme.call.parcels.dispatch(await packed(lamp.id, 5));
    await count(lamp.sku, 12);
    await count(mug.sku, 8, 9);
    expect([await stockOf(lamp.id), await stockOf(mug.id)]).toMatchObject([{ onHand: 7 }, { onHand: 9 }]);
    // A later row for the same item wins.
    await count(lamp.sku, 13);
    expect(await stockOf(lamp.id)).toMatchObject({ onHand: 8 });
  });
});

test("concurrent dispatches, cancellations, counts, receipts, imports and renames lose nothing, in any round", async () => {
  const [lamp, mug] = [await itemWith(1000), await itemWith(1000)];
  const expected = { lamp: 1000, mug: 1000 };
  const version = { lamp: 1 };
  const both = (quantity: number) => [mug, lamp].map(({ id: itemId }) => ({ itemId, quantity }));
  const parcel = async (quantity: number) =>
    acme.call.parcels.create({
      ...{ reference: fresh("R"), recipientId: acme.place.id, packed: true },
      lines: both(quantity),
    });
  for (let round = 1; round <= rounds; round += 1) {
    const [leaves, stays, failed] = await Promise.all([parcel(3), parcel(2), parcel(1)]);
    await acme.call.parcels.dispatch(failed);
    await fail(failed.id);
    const catalogue = { sku: mug.sku, name: fresh("Mug"), weight: 5, price: 7, currency: "EUR" as const };
    const job = crypto.randomUUID();
    await Promise.all([
      acme.call.parcels.dispatch(leaves),
      acme.call.parcels.cancel(stays),
      acme.call.parcels.cancel(failed),
      acme.call.items.count({ id: lamp.id, seen: 500, counted: 499 }),
      acme.call.items.receive({ id: lamp.id, quantity: 5 }),
      acme.call.items.receive({ id: mug.id, quantity: 4 }),
      acme.call.items.correct({ id: mug.id, quantity: -1, reason: "Broken" }),
      inAcme((ctx) => new ItemService(ctx).writeRows([{ ...catalogue, sku: fresh("NEW") }, catalogue])),
      inAcme((ctx) => writeCounts(ctx, [{ sku: mug.sku, counted: 7, seen: 6 }]), job),
      acme.call.items.update({ id: lamp.id, version: version.lamp, name: `Lamp ${round}` }),
    ]);
    expected.lamp += 5 - 3 - 1;
    expected.mug += 4 - 3 - 1 + 1;
    version.lamp += 1;
  }
  expect(await stockOf(lamp.id)).toEqual({ onHand: expected.lamp, reserved: 0, available: expected.lamp });
  expect(await stockOf(mug.id)).toEqual({ onHand: expected.mug, reserved: 0, available: expected.mug });
  expect(await acme.call.items.byId({ id: lamp.id })).toMatchObject({ name: `Lamp ${rounds}`, version: version.lamp });
  expect(await faults()).toEqual([]);
}, 600_000);

describe("any sequence of actions", () => {
  type State = "draft" | "packed" | "dispatched" | "failed" | "cancelled";
  interface Model {
    items: { id: string; onHand: number; reserved: number; history: { onHand: number; isCount: boolean }[] }[];
    parcels: { id: string; reference: string; state: State; version: number; quantities: number[] }[];
  }

  const which = fc.nat(2);
  const some = fc.integer({ min: 1, max: 9 });
  const quantities = fc.array(fc.nat(9), { minLength: 3, maxLength: 3 }).filter((list) => list.some((one) => one > 0));
  const step = fc.oneof(
    fc.record({ do: fc.constant("receive" as const), item: which, quantity: some }),
    fc.record({ do: fc.constant("count" as const), item: which, seen: fc.nat(20), counted: fc.nat(20) }),
    fc.record({
      do: fc.constant("correct" as const),
      item: which,
      quantity: fc.integer({ min: -9, max: 9 }).filter((quantity) => quantity !== 0),
    }),
    fc.record({ do: fc.constant("create" as const), quantities, packed: fc.boolean() }),
    fc.record({ do: fc.constant("update" as const), parcel: fc.nat(), quantities, packed: fc.boolean() }),
    fc.record({ do: fc.constant("pack" as const), parcel: fc.nat(), packed: fc.boolean() }),
    fc.record({ do: fc.constantFrom("dispatch" as const, "fail" as const, "cancel" as const), parcel: fc.nat() }),
  );
  type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

  const linesOf = (model: Model, list: number[]) =>
    model.items.flatMap(({ id: itemId }, n) => (list[n] ? [{ itemId, quantity: list[n] }] : []));

  /** Reserves `after` in place of `before`. @returns whether there is enough of everything */
  function hold(model: Model, before: number[], after: number[]): boolean {
    const change = model.items.map((_, n) => (after[n] ?? 0) - (before[n] ?? 0));
    const enough = model.items.every(({ onHand, reserved }, n) => {
      const more = change[n] ?? 0;
      return more <= 0 || more <= onHand - reserved;
    });
    if (enough) for (const [n, item] of model.items.entries()) item.reserved += change[n] ?? 0;
    return enough;
  }

  /** Whether a call was taken. */
  const taken = (call: Promise<unknown>) =>
    call.then(
      () => true,
      ({ code }) => {
        // Refused, and not broken.
        expect(code).toBe("BAD_REQUEST");
        return false;
      },
    );

  function move(model: Model, n: number, quantity: number, isCount = false): boolean {
    const item = model.items[n];
    if (!item || item.onHand + quantity < item.reserved) return false;
    item.onHand += quantity;
    item.history.push({ onHand: item.onHand, isCount });
    return true;
  }

  /** Whether an item was counted after the displayed number was read. */
  function countedSince(model: Model, n: number, seen: number): boolean {
    const history = model.items[n]?.history ?? [];
    const moment = history.findLastIndex(({ onHand }) => onHand === seen);
    return moment >= 0 && history.slice(moment + 1).some(({ isCount }) => isCount);
  }

  /** Does one step, in the model and for real. @returns whether either took it */
  async function take(model: Model, { ...one }: Step): Promise<[model: boolean, real: boolean]> {
    const { call } = acme;
    if (one.do === "receive" || one.do === "count" || one.do === "correct") {
      const id = model.items[one.item]?.id ?? "";
      if (one.do === "receive")
        return [move(model, one.item, one.quantity), await taken(call.items.receive({ id, ...one }))];
      if (one.do === "count") {
        const expected =
          !countedSince(model, one.item, one.seen) && move(model, one.item, one.counted - one.seen, true);
        return [expected, await taken(call.items.count({ id, ...one }))];
      }
      return [
        move(model, one.item, one.quantity, true),
        await taken(call.items.correct({ id, ...one, reason: "Why" })),
      ];
    }
    if (one.do === "create") {
      const values = { reference: fresh("H"), recipientId: acme.place.id, packed: one.packed };
      const real = call.parcels.create({ ...values, lines: linesOf(model, one.quantities) });
      const expected = !one.packed || hold(model, [], one.quantities);
      const made = await real.catch(() => null);
      if (made) {
        const state = one.packed ? "packed" : "draft";
        model.parcels.push({ ...made, reference: values.reference, state, version: 1, quantities: one.quantities });
      }
      return [expected, made !== null];
    }
    const parcel = model.parcels[one.parcel % Math.max(1, model.parcels.length)];
    if (!parcel) return [true, true];
    const { id, reference, state, version } = parcel;
    const open = state === "draft" || state === "packed";
    if (one.do === "update") {
      const before = state === "packed" ? parcel.quantities : [];
      const expected = open && hold(model, before, one.packed ? one.quantities : []);
      const values = { id, reference, version, recipientId: acme.place.id, packed: one.packed };
      const real = await taken(call.parcels.update({ ...values, lines: linesOf(model, one.quantities) }));
      const next = one.packed ? "packed" : "draft";
      if (real) Object.assign(parcel, { quantities: one.quantities, state: next, version: version + 1 });
      return [expected, real];
    }
    if (one.do === "pack") {
      const moves = (state === "packed") !== one.packed;
      const [before, after] = one.packed ? [[], parcel.quantities] : [parcel.quantities, []];
      const expected = open && (!moves || hold(model, before, after));
      const real = await taken(call.parcels.setPacked({ id, packed: one.packed }));
      if (real && moves) Object.assign(parcel, { state: one.packed ? "packed" : "draft", version: version + 1 });
      return [expected, real];
    }
    if (one.do === "fail") {
      if (state !== "dispatched") return [true, true];
      await fail(id);
      parcel.state = "failed";
      return [true, true];
    }
    if (one.do === "dispatch") {
      const expected = state === "packed" && hold(model, parcel.quantities, []);
      if (expected) for (const [n, quantity] of parcel.quantities.entries()) move(model, n, -quantity);
      const real = await taken(call.parcels.dispatch({ id }));
      if (real) parcel.state = "dispatched";
      return [expected, real];
    }
    const expected = open || state === "failed";
    if (state === "packed") hold(model, parcel.quantities, []);
    if (state === "failed") for (const [n, quantity] of parcel.quantities.entries()) move(model, n, quantity);
    const real = await taken(call.parcels.cancel({ id }));
    if (real) parcel.state = "cancelled";
    return [expected, real];
  }

  test("gives the balances of a model, and the sum of the ledger", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const items = await Promise.all([0, 1, 2].map(() => itemWith(10)));
        const model: Model = {
          items: items.map(({ id }) => ({ id, onHand: 10, reserved: 0, history: [{ onHand: 10, isCount: true }] })),
          parcels: [],
        };
        for (const one of steps) {
          const [expected, real] = await take(model, one);
          expect(real, JSON.stringify(one)).toBe(expected);
        }
        for (const { id, onHand, reserved } of model.items) {
          expect(await stockOf(id)).toEqual({ onHand, reserved, available: onHand - reserved });
        }
        expect(await faults()).toEqual([]);
      }),
      { numRuns: rounds },
    );
  }, 600_000);
});

test("one of two concurrent packings gets the last item", async () => {
  const { id } = await itemWith(1);
  const drafts = await Promise.all([packed(id, 1, false), packed(id, 1, false)]);
  const outcomes = await Promise.allSettled(
    drafts.map((draft) => acme.call.parcels.setPacked({ ...draft, packed: true })),
  );
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await stockOf(id)).toEqual({ onHand: 1, reserved: 1, available: 0 });
});

test("the check for inconsistencies finds one", async () => {
  const { id } = await itemWith(1);
  await owner`update items set on_hand = on_hand + 1 where id = ${id}`;
  expect(await faults()).toMatchObject([{ what: "a balance" }]);
  await owner`update items set on_hand = on_hand - 1 where id = ${id}`;
  expect(await faults()).toEqual([]);
});
