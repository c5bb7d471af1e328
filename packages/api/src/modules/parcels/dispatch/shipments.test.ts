import type { Transaction } from "@waybill/db";
import { items } from "@waybill/db/items";
import { parcels, shipments } from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import { tenants } from "@waybill/db/tenants";
import { eq, sql } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type JobDefinition, ofTenant } from "../../../core/index.ts";
import { textsOf } from "../../../testing/pdf.ts";
import { refusal, TestApp } from "../../../testing.ts";
import type { Carrier, Shipment } from "../carriers/carrier.ts";
import { handOver, makeLabel, track, voidShipments } from "../jobs.ts";
import { idempotencyKeyOf } from "./shipments.ts";

/** A carrier in this process: books once per key, and none that was voided. */
class BookingCarrier implements Carrier {
  readonly name = "Test carrier";
  readonly asked: Shipment[] = [];
  /** Bookings by key. */
  readonly booked = new Map<string, string>();
  readonly voided = new Set<string>();
  down: string | null = null;
  trackingNumber = "";
  outcome: { state: "delivered" | "failed"; detail?: string } = { state: "delivered" };

  async book(shipment: Shipment) {
    this.asked.push(shipment);
    if (this.down !== null) throw new Error(this.down);
    if (this.voided.has(shipment.idempotencyKey)) throw new Error("This key was voided.");
    this.booked.set(shipment.idempotencyKey, shipment.reference);
    return { trackingNumber: this.trackingNumber || `T-${shipment.reference}` };
  }

  async status() {
    return this.outcome;
  }

  async voidShipment(key: string) {
    if (this.down !== null) throw new Error(this.down);
    this.voided.add(key);
    this.booked.delete(key);
  }

  /** The number of a parcel's shipments that the carrier transports. */
  bookingsOf(reference: string): number {
    return [...this.booked.values()].filter((one) => one === reference).length;
  }
}

const carrier = new BookingCarrier();
let testApp: TestApp;
let acme: Awaited<ReturnType<typeof setUp>>;

async function setUp() {
  const tenant = await testApp.tenant("acme", "owner", "dispatcher");
  const { call } = tenant.members.dispatcher;
  const item = { sku: "LAMP", name: "Oak lamp", weight: 500, stock: 1000, price: 1999, currency: "EUR" };
  const lamp = await call.items.create(item);
  const place = {
    code: "P1",
    name: "Ada Lovelace",
    country: "DE",
    city: "Berlin",
    postcode: "10117",
    line1: "Street 1",
  };
  return { ...tenant, call, lamp, ada: await call.places.create(place) };
}

/** Runs statements of the test's own in the tenant. */
const inAcme = <T>(body: (transaction: Transaction) => Promise<T>) =>
  testApp.direct.transaction({ tenantId: acme.id }, body);

let counter = 0;
async function packed() {
  counter += 1;
  const lines = [{ itemId: acme.lamp.id, quantity: 2 }];
  const reference = `S-${counter}`;
  const { id } = await acme.call.parcels.create({ reference, recipientId: acme.ada.id, lines, packed: true });
  return { id, reference };
}
/** The recipient's place, as a form sends it. */
async function adaAsForm() {
  const { createdAt: _created, updatedAt: _updated, ...place } = await acme.call.places.byId({ id: acme.ada.id });
  return place;
}
const byId = (id: string) => acme.call.parcels.byId({ id });

/** A parcel that no carrier took. */
async function failed(reason = "No van today") {
  const parcel = await packed();
  carrier.down = reason;
  await acme.call.parcels.dispatch({ id: parcel.id });
  carrier.down = null;
  expect((await byId(parcel.id)).state).toBe("failed");
  return parcel;
}

beforeAll(async () => {
  testApp = await TestApp.start({}, { carrier });
  acme = await setUp();
});
beforeEach(() => {
  carrier.asked.length = 0;
  carrier.down = null;
  carrier.trackingNumber = "";
  carrier.outcome = { state: "delivered" };
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("a shipment", () => {
  /** Renames all records of a parcel, as a person might do between two jobs. */
  let renamed = 0;
  async function renameAll() {
    renamed += 1;
    await inAcme(async ({ db }) => {
      const name = `Renamed ${renamed}`;
      await db.update(items).set({ name, sku: name, weight: 999, price: 1 }).where(ofTenant(acme.id, items));
      const address = { name, city: name, country: "FR", postcode: "75001", line1: name, line2: name };
      await db.update(places).set(address).where(ofTenant(acme.id, places));
      await db.update(tenants).set({ name }).where(eq(tenants.id, acme.id));
    });
  }

  test("is the parcel at its dispatch: for label, carrier, tracking and page, whatever is renamed later", async () => {
    const parcel = await packed();
    const before = await byId(parcel.id);
    for (const job of [makeLabel, handOver, track] as JobDefinition[]) {
      const run = job.run;
      vi.spyOn(job, "run").mockImplementation(async (context) => {
        await renameAll();
        return run(context);
      });
    }
    await acme.call.parcels.dispatch({ id: parcel.id });
    await renameAll();
    expect(renamed).toBe(4);

    const after = await byId(parcel.id);
    expect(after.state).toBe("delivered");
    const frozen = ({ sku, name, weight, price, currency, quantity }: (typeof before.lines)[number]) => ({
      ...{ sku, name, weight, price, currency, quantity },
    });
    expect(after.lines.map(frozen)).toEqual(before.lines.map(frozen));
    expect(after.recipient).toEqual(before.recipient);
    expect(after.weight).toBe(1000);
    expect(after.currentPlace).toMatchObject({ name: "Renamed 4", city: "Renamed 4" });

    const { code: _code, id: _id, ...recipient } = before.recipient;
    expect(carrier.asked).toMatchObject([{ reference: parcel.reference, weight: 1000, recipient }]);

    const content = await testApp.app.clients.files.read(`${acme.id}/${after.labelFileId}`);
    const [page] = await textsOf(Buffer.concat(await content.toArray()));
    const squeezed = (texts: string[] = []) => texts.join("").replace(/\s/g, "");
    const printed = [
      "From acme",
      "To",
      "Ada Lovelace",
      "Street 1",
      "10117 Berlin",
      "Germany",
      "1.00 kg",
      parcel.reference,
    ];
    expect(squeezed(page?.map(({ text }) => text))).toBe(squeezed(printed));
    const [row] = (await acme.call.parcels.list({ search: parcel.reference })).items;
    expect(row).toMatchObject({ recipientName: "Ada Lovelace", recipientCity: "Berlin", recipientCountry: "DE" });
    await inAcme(async ({ db }) => {
      const address = {
        name: "Ada Lovelace",
        city: "Berlin",
        country: "DE",
        postcode: "10117",
        line1: "Street 1",
        line2: null,
      };
      await db.update(places).set(address).where(ofTenant(acme.id, places));
      await db.update(items).set({ name: "Oak lamp", sku: "LAMP", weight: 500 }).where(ofTenant(acme.id, items));
      await db.update(tenants).set({ name: "acme" }).where(eq(tenants.id, acme.id));
    });
  });

  test("cannot be changed by the application, except for the carrier's data", async () => {
    const { id } = await packed();
    await acme.call.parcels.dispatch({ id });
    const rows = await inAcme(({ db }) =>
      db.execute(sql`select column_name as name from information_schema.columns where table_name = 'shipments'`),
    );
    const open = ["tracking_number", "handed_over_at", "closed_at"];
    for (const name of rows.map((row) => String(row.name))) {
      const write = inAcme(({ db }) =>
        db.execute(
          sql`update shipments set ${sql.identifier(name)} = ${sql.identifier(name)} where tenant_id = ${acme.id}`,
        ),
      ).then(
        () => "written",
        () => "refused",
      );
      expect([name, await write]).toEqual([name, open.includes(name) ? "written" : "refused"]);
    }
    const remove = inAcme(({ db }) => db.delete(shipments).where(ofTenant(acme.id, shipments)));
    await expect(remove).rejects.toThrow();
    expect(rows.length).toBeGreaterThan(10);
  });

  test("has at most the maximum weight of a parcel, with an issue at the lines", async () => {
    const heavy = { name: "Anvil", weight: 1_000_000, stock: 2_000_000, price: 1, currency: "EUR" };
    const ids = [];
    for (const sku of ["A-1", "A-2"]) ids.push((await acme.call.items.create({ ...heavy, sku })).id);
    const lines = ids.map((itemId) => ({ itemId, quantity: 600_000 }));
    const create = acme.call.parcels.create({ reference: "HEAVY", recipientId: acme.ada.id, lines, packed: true });
    expect((await refusal(create)).issues).toEqual(["lines too_big"]);
    const light = lines.map((line) => ({ ...line, quantity: 400_000 }));
    const { id } = await acme.call.parcels.create({
      reference: "HEAVY",
      recipientId: acme.ada.id,
      lines: light,
      packed: true,
    });
    await acme.call.parcels.dispatch({ id });
    expect(await byId(id)).toMatchObject({ state: "delivered", weight: 800_000_000_000 });
  });
});

describe("a failed parcel", () => {
  test("has its reason, is corrected and retried: a new shipment with a new key, after the old one was voided", async () => {
    const { id, reference } = await failed("Unknown street");
    const before = await byId(id);
    expect(before).toMatchObject({ failure: "Unknown street", attention: "failed" });
    const stock = (await acme.call.items.byId({ id: acme.lamp.id })).onHand;
    const { version, ...place } = await adaAsForm();
    await acme.call.places.update({ ...place, version, line1: "Street 2" });
    await acme.call.parcels.retry({ id });
    const after = await byId(id);
    expect(after).toMatchObject({ state: "delivered", failure: null, attention: null });
    expect(after.recipient.line1).toBe("Street 2");
    expect(after.shipment?.number).toBe(2);
    expect(after.labelFileId).not.toBe(before.labelFileId);
    expect(carrier.voided.has(idempotencyKeyOf(id, 1))).toBe(true);
    expect(carrier.asked.at(-1)).toMatchObject({
      idempotencyKey: idempotencyKeyOf(id, 2),
      recipient: { line1: "Street 2" },
    });
    expect(idempotencyKeyOf(id, 2)).not.toBe(idempotencyKeyOf(id, 1));
    expect(carrier.bookingsOf(reference)).toBe(1);
    expect((await acme.call.items.byId({ id: acme.lamp.id })).onHand).toBe(stock);
    const current = await adaAsForm();
    await acme.call.places.update({ ...current, line1: "Street 1" });
  });

  test("fails again if the carrier does not void the old shipment: nothing is booked twice", async () => {
    const { id, reference } = await failed();
    const asked = carrier.asked.length;
    carrier.down = "Closed";
    await acme.call.parcels.retry({ id });
    expect(await byId(id)).toMatchObject({
      state: "failed",
      failure: "The carrier did not void the earlier shipment: Closed",
    });
    expect(carrier.asked).toHaveLength(asked);
    carrier.down = null;
    await acme.call.parcels.retry({ id });
    expect((await byId(id)).state).toBe("delivered");
    expect(carrier.bookingsOf(reference)).toBe(1);
  });

  test("that the carrier gave up on the way is retried, and its old shipment is not voided", async () => {
    carrier.outcome = { state: "failed", detail: "No one was there" };
    const { id } = await packed();
    await acme.call.parcels.dispatch({ id });
    expect(await byId(id)).toMatchObject({ state: "failed", failure: "No one was there" });
    carrier.outcome = { state: "delivered" };
    await acme.call.parcels.retry({ id });
    expect((await byId(id)).state).toBe("delivered");
    expect(carrier.voided.has(idempotencyKeyOf(id, 1))).toBe(false);
  });

  test("is not dispatched again by a retry of its jobs, which state the reason", async () => {
    const { id } = await failed();
    const [job] = (await acme.call.jobs.list({ name: "parcels.handOver", states: ["failed"], limit: 1 })).items;
    const retry = acme.call.jobs.retry({ id: job?.id ?? "" });
    await expect(retry).rejects.toThrow("has failed, so this job has nothing to do. Open the parcel");
    await acme.call.parcels.retry({ id });
    await expect(acme.call.jobs.retry({ id: job?.id ?? "" })).rejects.toThrow("no longer needs this job");
  });

  test("reports the remaining problem of its address at the place", async () => {
    const { id } = await failed();
    const { version, ...place } = await adaAsForm();
    await acme.call.places.update({ ...place, version, line1: "" });
    expect((await refusal(acme.call.parcels.retry({ id }))).issues).toEqual(["recipientId invalid"]);
    await acme.call.places.update({ ...place, version: version + 1, line1: "Street 1" });
    expect((await byId(id)).state).toBe("failed");
  });

  test("is voided at the carrier when it is cancelled, and frees its reference", async () => {
    const { id, reference } = await failed();
    await acme.call.parcels.cancel({ id });
    expect(carrier.voided.has(idempotencyKeyOf(id, 1))).toBe(true);
    const lines = [{ itemId: acme.lamp.id, quantity: 1 }];
    const again = { reference, recipientId: acme.ada.id, lines };
    await acme.call.parcels.create(again);
    expect((await refusal(acme.call.parcels.create(again))).issues).toEqual(["reference taken"]);
  });

  test("takes its stock once over all attempts, and returns it once when it is cancelled", async () => {
    const stock = async () => (await acme.call.items.byId({ id: acme.lamp.id })).onHand;
    const before = await stock();
    const { id } = await failed();
    expect(await stock()).toBe(before - 2);
    carrier.down = "Closed";
    for (const _again of [1, 2]) {
      await acme.call.parcels.retry({ id });
      expect((await byId(id)).state).toBe("failed");
      expect(await stock()).toBe(before - 2);
    }
    carrier.down = null;
    await acme.call.parcels.cancel({ id });
    expect(await stock()).toBe(before);
    expect((await refusal(acme.call.parcels.retry({ id }))).issues).toEqual([" conflict"]);
    expect(await stock()).toBe(before);
  });

  test("is retried as part of a selection, which excludes other parcels", async () => {
    const { id } = await failed();
    const ids = [id, "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11"];
    expect((await refusal(acme.call.parcels.retryMany({ ids }))).issues).toEqual(["ids.1 not_found"]);
    expect((await byId(id)).state).toBe("failed");
    await acme.call.parcels.cancel({ id });
  });

  test("of another tenant is not found, and a parcel on its way is not dispatched twice", async () => {
    const { id } = await packed();
    await acme.call.parcels.dispatch({ id });
    expect((await refusal(acme.call.parcels.retry({ id }))).issues).toEqual([" conflict"]);
  });

  test("is one of many: one action retries them all, each separately, and none is booked twice", async () => {
    const many = [];
    for (let n = 0; n < 20; n += 1) many.push(await failed());
    expect((await acme.call.parcels.attention()).failed).toBeGreaterThanOrEqual(20);
    const [first, second] = many;
    const { jobId } = await acme.call.parcels.retryMany({ ids: [first?.id ?? "", second?.id ?? ""] });
    expect((await acme.call.jobs.byId({ id: jobId })).result).toEqual({ retried: 2, refused: [] });
    const all = await acme.call.parcels.retryMany({});
    const job = await acme.call.jobs.byId({ id: all.jobId });
    expect(job).toMatchObject({ state: "done", result: { refused: [] } });
    for (const { id, reference } of many) {
      expect((await byId(id)).state).toBe("delivered");
      expect(carrier.bookingsOf(reference)).toBe(1);
    }
    expect((await acme.call.parcels.attention()).failed).toBe(0);
  });
});

describe("an answer of the carrier", () => {
  const nasty = "a\0b\ud83dc";
  const kept = "a\ufffdb\ufffdc";

  test("is stored without unstorable characters: refusals, numbers and remarks", async () => {
    const { id } = await failed(nasty);
    expect((await byId(id)).failure).toBe(kept);
    carrier.trackingNumber = nasty;
    carrier.outcome = { state: "delivered", detail: nasty };
    await acme.call.parcels.retry({ id });
    expect(await byId(id)).toMatchObject({ state: "delivered", trackingNumber: kept });
    const { items: steps } = await acme.call.parcels.timeline({ id });
    expect(steps.map(({ detail }) => detail)).toEqual(expect.arrayContaining([kept, `Test carrier, ${kept}`]));
    carrier.outcome = { state: "failed", detail: nasty };
    const other = await packed();
    await acme.call.parcels.dispatch({ id: other.id });
    expect(await byId(other.id)).toMatchObject({ state: "failed", failure: kept });
    await acme.call.parcels.cancel({ id: other.id });
  });
});

describe("an action of the system", () => {
  test("is shown as the system's, with the person for whom it was done", async () => {
    const { id } = await packed();
    await acme.call.parcels.dispatch({ id });
    const { items: steps } = await acme.call.parcels.timeline({ id });
    const doers = Object.fromEntries(steps.map(({ kind, bySystem, userName }) => [kind, [bySystem, userName]]));
    const person = "dispatcher acme";
    expect(doers).toMatchObject({ dispatched: [false, person], labelled: [true, person], delivered: [true, person] });
    const { items: entries } = await acme.members.owner.call.activity.list({ entity: "parcel", entityId: id });
    expect(Object.fromEntries(entries.map(({ action, actor }) => [action, actor]))).toMatchObject({
      "parcel.dispatched": "user",
      "parcel.labelled": "job",
      "parcel.delivered": "job",
    });
    const { items: events } = await acme.members.owner.call.events.list({ entityId: id });
    expect(Object.fromEntries(events.map(({ name, ...by }) => [name, [by.bySystem, by.userName]]))).toMatchObject({
      "parcel.dispatched": [false, person],
      "parcel.labelled": [true, person],
      "parcel.delivered": [true, person],
    });
  });
});

describe("the list of parcels that need attention", () => {
  const idsOf = async (attention: "failed" | "refused" | "stuck" | "address") =>
    (await acme.call.parcels.list({ attention: [attention], limit: 100 })).items.map(({ id }) => id);
  const set = (id: string, values: Partial<typeof parcels.$inferInsert>) =>
    inAcme(({ db }) =>
      db
        .update(parcels)
        .set(values)
        .where(ofTenant(acme.id, parcels, eq(parcels.id, id))),
    );

  test("contains and counts failed, refused, stalled and doubtful parcels", async () => {
    const before = await acme.call.parcels.attention();
    const parcelsOf = {
      failed: await failed(),
      refused: await packed(),
      stuck: await packed(),
      address: await packed(),
    };
    const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
    await set(parcelsOf.refused.id, { state: "dispatched", failure: "No van", dispatchedAt: hoursAgo(1) });
    await set(parcelsOf.stuck.id, { state: "in_transit", dispatchedAt: hoursAgo(90), handedOverAt: hoursAgo(49) });
    const vague = { code: "VAGUE", name: "Someone", country: "DE", city: "Berlin" };
    const { id: recipientId } = await acme.call.places.create(vague);
    await set(parcelsOf.address.id, { recipientId });
    const fine = await packed();
    await set(fine.id, { state: "in_transit", dispatchedAt: hoursAgo(90), handedOverAt: hoursAgo(47) });
    for (const kind of ["failed", "refused", "stuck", "address"] as const) {
      expect(await idsOf(kind), kind).toContain(parcelsOf[kind].id);
      expect(await idsOf(kind), kind).not.toContain(fine.id);
    }
    const after = await acme.call.parcels.attention();
    expect(after.total - before.total).toBe(4);
    expect((await byId(parcelsOf.stuck.id)).attention).toBe("stuck");
  });

  test("has an action for a stalled parcel: a retry, or asking the carrier", async () => {
    const long = new Date(Date.now() - 72 * 3_600_000);
    const waiting = await packed();
    await set(waiting.id, { state: "dispatched", dispatchedAt: long });
    await acme.call.parcels.retry({ id: waiting.id });
    expect((await byId(waiting.id)).state).toBe("delivered");
    const { id, reference } = await packed();
    const run = track.run;
    const held = vi.spyOn(track, "run").mockResolvedValue(null);
    await acme.call.parcels.dispatch({ id });
    held.mockImplementation(run);
    await set(id, { handedOverAt: long });
    await acme.call.parcels.retry({ id });
    expect((await byId(id)).state).toBe("delivered");
    const { items: entries } = await acme.members.owner.call.activity.list({ entity: "parcel", entityId: id });
    expect(entries.map(({ summary }) => summary)).toContain(`retried the tracking of the parcel ${reference}`);
    expect(entries.map(({ action }) => action)).not.toContain("parcels.retry");
  });
});

// Generated: a new job type is covered the moment it exists.
describe("after the final failure of any job", () => {
  const kinds = () => [...testApp.app.registry.jobs.values()].filter(({ readBy }) => readBy !== null);

  test("every parcel has a possible next action", async () => {
    for (const job of kinds()) {
      const broken = vi.spyOn(job, "run").mockRejectedValue(new TypeError("hunter2"));
      const { id } = await packed();
      const again = await failed().catch(() => null);
      await acme.call.parcels.dispatch({ id });
      if (again) await acme.call.parcels.retry({ id: again.id }).catch(() => {});
      broken.mockRestore();
      for (const one of [id, ...(again ? [again.id] : [])]) {
        const { state, attention, failure } = await byId(one);
        expect([job.name, state, attention]).toEqual([
          job.name,
          state,
          state === "delivered" ? null : expect.any(String),
        ]);
        expect(failure ?? "").not.toContain("hunter2");
        // The recovery ends with a delivery.
        if (state === "failed") await acme.call.parcels.retry({ id: one });
        if (state === "in_transit") {
          const failed = (await acme.call.jobs.list({ name: job.name, states: ["failed"], limit: 2 })).items;
          for (const { id: jobId } of failed) await acme.call.jobs.retry({ id: jobId });
        }
        expect([job.name, (await byId(one)).state]).toEqual([job.name, "delivered"]);
      }
    }
  });

  test("every parcel has a possible next action after a cancellation", async () => {
    for (const job of [makeLabel, handOver, voidShipments] as JobDefinition[]) {
      const { id } = job === (voidShipments as JobDefinition) ? await failed() : await packed();
      const run = job.run;
      const cancelled = vi.spyOn(job, "run").mockImplementationOnce(async (context) => {
        await acme.call.jobs.cancel({ id: context.id });
        return context.progress(1);
      });
      await (job === (voidShipments as JobDefinition)
        ? acme.call.parcels.retry({ id })
        : acme.call.parcels.dispatch({ id }));
      expect([job.name, (await byId(id)).state]).toEqual([job.name, "failed"]);
      expect((await byId(id)).failure).toContain("dispatcher acme cancelled the job.");
      cancelled.mockRestore();
      expect(job.run).toBe(run);
      await acme.call.parcels.retry({ id });
      expect((await byId(id)).state).toBe("delivered");
    }
  });
});
