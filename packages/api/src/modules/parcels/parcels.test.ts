import { postgres } from "@waybill/db/testing";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { issuesOf } from "../../core/index.ts";
import { accessOf, resources } from "../../permissions.ts";
import { refusal, TestApp } from "../../testing.ts";
import type { Carrier, Shipment } from "./carriers/carrier.ts";

/** A carrier in this process that records its calls and can be made to refuse. */
class RememberingCarrier implements Carrier {
  readonly name = "Test carrier";
  readonly calls: Shipment[] = [];
  readonly voided: string[] = [];
  refusals = 0;
  outcome: "delivered" | "failed" = "delivered";

  async book(shipment: Shipment) {
    this.calls.push(shipment);
    if (this.refusals > 0) {
      this.refusals -= 1;
      throw new Error("No van today");
    }
    return { trackingNumber: `T-${shipment.reference}` };
  }

  async status() {
    return { state: this.outcome, detail: "At the door" };
  }

  async voidShipment(idempotencyKey: string) {
    this.voided.push(idempotencyKey);
  }
}

const carrier = new RememberingCarrier();
let testApp: TestApp;
let acme: Awaited<ReturnType<typeof setUp>>;
let globex: Awaited<ReturnType<typeof setUp>>;

async function setUp(slug: string) {
  const tenant = await testApp.tenant(slug, "dispatcher", "viewer");
  const { call } = tenant.members.dispatcher;
  const item = { sku: "LAMP", name: "Lamp", weight: 500, stock: 100, price: 1999, currency: "EUR" };
  const lamp = await call.items.create(item);
  const cable = await call.items.create({ ...item, sku: "CABLE", name: "Cable", stock: 3 });
  const place = { code: "P1", name: "Ada Lovelace", country: "DE", city: "Berlin" };
  const ada = await call.places.create({ ...place, postcode: "10117", line1: "Unter den Linden 1" });
  const vague = await call.places.create({ ...place, code: "P2", name: "Someone" });
  const fragile = await call.tags.create({ name: "Fragile", color: "red" });
  return { ...tenant, call, lamp, cable, ada, vague, fragile };
}

let counter = 0;
function parcelInput() {
  counter += 1;
  const lines = [{ itemId: acme.lamp.id, quantity: 2 }];
  return { reference: `R-${counter}`, recipientId: acme.ada.id, lines, packed: true };
}

beforeAll(async () => {
  testApp = await TestApp.start({}, { carrier });
  acme = await setUp("acme");
  globex = await setUp("globex");
});
beforeEach(() => {
  carrier.calls.length = 0;
  carrier.outcome = "delivered";
});

const stockOf = async (id: string) => (await acme.call.items.byId({ id })).onHand;
const kindsOf = async (id: string) =>
  (await acme.call.parcels.timeline({ id })).items.map(({ kind }) => kind).reverse();

describe("parcels.create", () => {
  test("returns all issues at once: format and business, each at its input", async () => {
    const taken = parcelInput();
    await acme.call.parcels.create(taken);
    const absent = (n: number) => `0198c5a8-6a2b-7d61-b6a0-0000000000${String(n).padStart(2, "0")}`;
    const lines = Array.from({ length: 10 }, (_, n) => ({ itemId: absent(n), quantity: 1 }));
    const refused = await refusal(
      acme.call.parcels.create({
        reference: taken.reference,
        recipientId: "",
        lines: [...lines, { itemId: acme.lamp.id, quantity: -1 }],
        tagIds: [absent(99)],
      }),
    );
    expect(refused.code).toBe("BAD_REQUEST");
    expect(refused.issues.sort()).toEqual(
      [
        ...lines.map((_, n) => `lines.${n}.itemId not_found`),
        "lines.10.quantity too_small",
        "recipientId required",
        "reference taken",
        "tagIds.0 not_found",
      ].sort(),
    );
  });

  test("checks any number of rules with one statement", async () => {
    const count = async (lines: number) => {
      const itemIds = Array.from({ length: lines }, (_, n) => `0198c5a8-6a2b-7d61-b6a0-00000000${1000 + n}`);
      testApp.statements.length = 0;
      await refusal(
        acme.call.parcels.create({ ...parcelInput(), lines: itemIds.map((itemId) => ({ itemId, quantity: 1 })) }),
      );
      return testApp.statements.filter((statement) => statement.includes("as rule")).length;
    };
    expect([await count(1), await count(50)]).toEqual([1, 1]);
  });

  test("treats ids of another tenant as unknown", async () => {
    const lines = [{ itemId: globex.lamp.id, quantity: 1 }];
    const input = { ...parcelInput(), recipientId: globex.ada.id, lines, tagIds: [globex.fragile.id] };
    expect((await refusal(acme.call.parcels.create(input))).issues).toEqual([
      "recipientId not_found",
      "lines.0.itemId not_found",
      "tagIds.0 not_found",
    ]);
  });

  test("reports an item that was archived while the form was open", async () => {
    const item = { sku: "OLD", name: "Old", weight: 1, stock: 1, price: 1, currency: "EUR" };
    const old = await acme.call.items.create(item);
    await acme.call.items.archive({ id: old.id });
    const lines = [{ itemId: old.id, quantity: 1 }];
    expect((await refusal(acme.call.parcels.create({ ...parcelInput(), lines }))).issues).toEqual([
      "lines.0.itemId archived",
    ]);
  });

  test("reports a reference that a concurrent call has taken, like the rule", async () => {
    const input = parcelInput();
    const outcomes = await Promise.allSettled([acme.call.parcels.create(input), acme.call.parcels.create(input)]);
    const refused = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(refused).toHaveLength(1);
    expect((await refusal(Promise.reject(refused[0]?.reason))).issues).toEqual(["reference taken"]);
  });

  test("leaves nothing behind after a refusal by any of its statements", async () => {
    const owner = postgres(testApp.urls.ownerUrl, { max: 1 });
    const tables = ["parcels", "parcel_items", "parcel_tags", "parcel_events", "stock_movements", "events", "activity"];
    const count = async () => {
      const counts = tables.map((table) => owner`select count(*)::int as rows from ${owner(table)}`);
      return (await Promise.all(counts)).map(([row], n) => `${tables[n]}: ${row?.rows}`);
    };
    const before = await count();
    const input = { ...parcelInput(), tagIds: [acme.fragile.id] };
    for (const table of tables) {
      // A trigger fails after the other rows of the statement were written.
      await owner.unsafe(`create function refuse() returns trigger language plpgsql as
        $$ begin raise exception 'refused' using errcode = 'check_violation'; end $$;
        create constraint trigger refused after insert on ${table} deferrable initially deferred
        for each row execute function refuse()`);
      await expect(acme.call.parcels.create(input), table).rejects.toThrow();
      await owner.unsafe(`drop trigger refused on ${table}; drop function refuse()`);
      expect(await count(), table).toEqual(before);
    }
    await acme.call.parcels.create(input);
    expect(await count()).not.toEqual(before);
    await owner.end();
  });
});

describe("parcels.update", () => {
  test("keeps its reference, and changes lines and tags", async () => {
    const input = parcelInput();
    const { id } = await acme.call.parcels.create(input);
    const { version } = await acme.call.parcels.byId({ id });
    const lines = [
      { itemId: acme.cable.id, quantity: 1 },
      { itemId: acme.lamp.id, quantity: 3 },
    ];
    await acme.call.parcels.update({ ...input, id, version, lines, tagIds: [acme.fragile.id], packed: false });
    const parcel = await acme.call.parcels.byId({ id });
    expect(parcel.lines.map(({ sku, quantity }) => [sku, quantity])).toEqual([
      ["CABLE", 1],
      ["LAMP", 3],
    ]);
    expect(parcel).toMatchObject({ state: "draft", tagIds: [acme.fragile.id], version: version + 1 });
    expect(await kindsOf(id)).toEqual(["created", "packed", "updated", "unpacked"]);
  });

  test("refuses a change based on an old version", async () => {
    const input = parcelInput();
    const { id } = await acme.call.parcels.create(input);
    const { version } = await acme.call.parcels.byId({ id });
    await acme.call.parcels.update({ ...input, id, version, note: "first" });
    expect((await refusal(acme.call.parcels.update({ ...input, id, version, note: "second" }))).issues).toEqual([
      " stale",
      "note stale",
    ]);
    expect((await acme.call.parcels.byId({ id })).note).toBe("first");
  });

  test("does not find a parcel of another tenant", async () => {
    const { id } = await acme.call.parcels.create(parcelInput());
    const lines = [{ itemId: globex.lamp.id, quantity: 1 }];
    const update = { id, version: 1, reference: "X", recipientId: globex.ada.id, lines };
    expect((await refusal(globex.call.parcels.update(update))).code).toBe("NOT_FOUND");
  });
});

describe("parcels.dispatch", () => {
  test("takes the stock, and the jobs bring the parcel to its recipient", async () => {
    const before = await stockOf(acme.lamp.id);
    const { id } = await acme.call.parcels.create(parcelInput());
    await acme.call.parcels.dispatch({ id });
    const parcel = await acme.call.parcels.byId({ id });
    expect(parcel).toMatchObject({
      state: "delivered",
      trackingNumber: `T-${parcel.reference}`,
      carrier: "Test carrier",
    });
    expect(await stockOf(acme.lamp.id)).toBe(before - 2);
    expect(await kindsOf(id)).toEqual(["created", "packed", "dispatched", "labelled", "in_transit", "delivered"]);
    expect(carrier.calls).toMatchObject([{ idempotencyKey: `parcel-${id}`, weight: 1000 }]);
  });

  test("reports all obstacles at once, and takes nothing", async () => {
    const before = await stockOf(acme.lamp.id);
    const lines = [
      { itemId: acme.lamp.id, quantity: 1 },
      { itemId: acme.cable.id, quantity: 1 },
    ];
    const { id } = await acme.call.parcels.create({ ...parcelInput(), recipientId: acme.vague.id, lines });
    await acme.call.items.archive({ id: acme.cable.id });
    expect((await refusal(acme.call.parcels.dispatch({ id }))).issues).toEqual([
      "recipientId invalid",
      "lines.1.itemId archived",
    ]);
    await acme.call.items.archive({ id: acme.cable.id, archived: false });
    expect(await stockOf(acme.lamp.id)).toBe(before);
    expect((await acme.call.parcels.byId({ id })).state).toBe("packed");
  });

  test("is refused at the place if the label cannot print the address, and takes nothing", async () => {
    const before = await stockOf(acme.lamp.id);
    const address = { country: "LB", city: "Beirut", line1: "Street 1" };
    const { id: recipientId } = await acme.call.places.create({ ...address, code: "PHOENICIA", name: "𐤀𐤁𐤂" });
    const { id } = await acme.call.parcels.create({ ...parcelInput(), recipientId });
    const { issues } = await acme.call.parcels.dispatch({ id }).then(
      () => ({ issues: [] }),
      (error) => ({ issues: issuesOf(error) }),
    );
    expect(issues).toMatchObject([{ path: ["recipientId"], code: "invalid", entity: "place" }]);
    expect(issues[0]?.message).toContain("cannot be printed on the label: 𐤀 𐤁 𐤂. ");
    expect(await stockOf(acme.lamp.id)).toBe(before);
  });

  test("accepts a weight beyond the range of an integer column", async () => {
    const heavy = { sku: "ANVIL", name: "Anvil", weight: 1_000_000, stock: 1_000_000, price: 1, currency: "EUR" };
    const { id: itemId } = await acme.call.items.create(heavy);
    const lines = [{ itemId, quantity: 1_000_000 }];
    const { id } = await acme.call.parcels.create({ ...parcelInput(), lines });
    await acme.call.parcels.dispatch({ id });
    expect((await acme.call.parcels.byId({ id })).state).toBe("delivered");
    expect(carrier.calls).toMatchObject([{ weight: 1_000_000_000_000 }]);
  });

  test("of a draft, or a second time, is refused", async () => {
    const { id } = await acme.call.parcels.create({ ...parcelInput(), packed: false });
    expect((await refusal(acme.call.parcels.dispatch({ id }))).issues).toEqual([" conflict"]);
    await acme.call.parcels.setPacked({ id, packed: true });
    const before = await stockOf(acme.lamp.id);
    const outcomes = await Promise.allSettled([acme.call.parcels.dispatch({ id }), acme.call.parcels.dispatch({ id })]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await stockOf(acme.lamp.id)).toBe(before - 2);
  });

  test("retries a refused booking with the same key, and records it", async () => {
    carrier.refusals = 2;
    const { id } = await acme.call.parcels.create(parcelInput());
    await acme.call.parcels.dispatch({ id });
    expect(carrier.calls.map((call) => call.idempotencyKey)).toEqual(Array(3).fill(`parcel-${id}`));
    expect(await kindsOf(id)).toEqual(expect.arrayContaining(["carrier_error", "delivered"]));
  });

  test("ends as failed if the carrier refuses finally; a cancellation then returns the stock", async () => {
    const before = await stockOf(acme.lamp.id);
    carrier.refusals = 100;
    const { id } = await acme.call.parcels.create(parcelInput());
    await acme.call.parcels.dispatch({ id });
    carrier.refusals = 0;
    expect(await acme.call.parcels.byId({ id })).toMatchObject({ state: "failed", failure: "No van today" });
    await acme.call.parcels.cancel({ id });
    expect(await stockOf(acme.lamp.id)).toBe(before);
  });

  test("ends as failed if its label cannot be stored", async () => {
    const { files } = testApp.app.clients;
    testApp.app.clients.files = { ...files, write: () => Promise.reject(new Error("The disk is full")) };
    const { id } = await acme.call.parcels.create(parcelInput());
    await acme.call.parcels.dispatch({ id });
    testApp.app.clients.files = files;
    expect(await acme.call.parcels.byId({ id })).toMatchObject({
      state: "failed",
      failure: "The label could not be created: The disk is full",
    });
    expect(carrier.calls).toEqual([]);
  });

  test("creates a label as PDF", async () => {
    const { id } = await acme.call.parcels.create(parcelInput());
    await acme.call.parcels.dispatch({ id });
    const { labelFileId } = await acme.call.parcels.byId({ id });
    const content = await testApp.app.clients.files.read(`${acme.id}/${labelFileId}`);
    const bytes = Buffer.concat(await content.toArray());
    expect(bytes.subarray(0, 5).toString()).toBe("%PDF-");
    expect(bytes.length).toBeGreaterThan(2000);
  });

  test("does not wait for transactions that add its items to other parcels", async () => {
    const { id } = await acme.call.parcels.create(parcelInput());
    const owner = postgres(testApp.urls.ownerUrl, { max: 1 });
    await owner.begin(async (sql) => {
      // The lock of a new line's foreign key on its item, held until the end of its transaction.
      await sql`select 1 from items where tenant_id = ${acme.id} and id = ${acme.lamp.id} for key share`;
      await acme.call.parcels.dispatch({ id });
    });
    await owner.end();
    expect((await acme.call.parcels.byId({ id })).state).not.toBe("packed");
  });
});

describe("parcels.cancel", () => {
  test("cancels a parcel before its dispatch, and none after it", async () => {
    const { id } = await acme.call.parcels.create(parcelInput());
    await acme.call.parcels.cancel({ id, reason: "Changed plans" });
    expect((await acme.call.parcels.byId({ id })).state).toBe("cancelled");
    const gone = await acme.call.parcels.create(parcelInput());
    await acme.call.parcels.dispatch({ id: gone.id });
    expect((await refusal(acme.call.parcels.cancel({ id: gone.id }))).issues).toEqual([" conflict"]);
  });
});

describe("parcels.list", () => {
  test("pages by cursor without gaps or duplicates, and filters by state and text", async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof acme.call.parcels.list>> = await acme.call.parcels.list({
        cursor,
        limit: 3,
      });
      seen.push(...page.items.map((parcel) => parcel.id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual([...seen].sort().reverse());
    expect(seen).toHaveLength((await acme.call.parcels.list({ limit: 100 })).items.length);
    const cancelled = await acme.call.parcels.list({ states: ["cancelled"] });
    expect(new Set(cancelled.items.map((parcel) => parcel.state))).toEqual(new Set(["cancelled"]));
    expect((await acme.call.parcels.list({ search: "lovelace", limit: 1 })).items).toHaveLength(1);
    expect((await acme.call.parcels.list({ search: "100%" })).items).toEqual([]);
  });
});

test("a viewer is refused, with the missing permission", async () => {
  const { call } = acme.members.viewer;
  await expect(call.parcels.create(parcelInput())).rejects.toThrow("parcels.create");
  expect((await call.parcels.list({})).items.length).toBeGreaterThan(0);
});

test("the dashboard's figures add up", async () => {
  const { byState, byDay } = await acme.call.parcels.figures({});
  const all = (await acme.call.parcels.list({ limit: 100 })).items.length;
  expect(Object.values(byState).reduce((sum, count) => sum + count, 0)).toBe(all);
  expect(byDay).toHaveLength(30);
  expect(byState.delivered).toBeGreaterThan(0);
  expect(byDay.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(byState.delivered);
});

test("a dispatched parcel cannot be changed by anyone", async () => {
  const { permissions } = await acme.members.dispatcher.call.tenants.current();
  const { can, why } = accessOf(resources, new Set(permissions), acme.members.dispatcher.id);
  expect(can("parcels.update")).toBe(true);
  expect(can("parcels.update", { state: "packed" })).toBe(true);
  expect(why("parcels.update", { state: "in_transit" })).toBe("This parcel is already on its way.");
  expect(why("parcels.dispatch", { state: "draft" })).toContain("packed");
});

test("the consequences of a dispatch continue without their user; other jobs need the permission", () => {
  const own = [...testApp.app.registry.jobs.values()].filter(({ name }) => name.startsWith("parcels."));
  const following = own.filter(({ readBy, needs, title }) => readBy && !needs && !title.startsWith("React to "));
  expect(following.map(({ name }) => name.slice("parcels.".length)).sort()).toEqual([
    ...["handOver", "mailDigest", "makeLabel", "reportTallies", "track", "voidShipments"],
  ]);
});
