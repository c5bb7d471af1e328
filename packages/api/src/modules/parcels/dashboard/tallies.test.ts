import { Writable } from "node:stream";
import { newId } from "@waybill/db";
import { parcels, parcelTallies } from "@waybill/db/parcels";
import { enterTenant, postgres } from "@waybill/db/testing";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ofTenant } from "../../../core/index.ts";
import { runJob } from "../../../core/jobs/run-job.ts";
import { createLogger } from "../../../core/monitoring/logger.ts";
import { TestApp } from "../../../testing.ts";
import { testing } from "../testing.ts";

let testApp: TestApp;
let owner: ReturnType<typeof postgres>;
const logged: string[] = [];
let acme: Awaited<ReturnType<typeof makeTenant>>;

async function makeTenant(slug: string) {
  const tenant = await testApp.tenant(slug, "owner");
  const { call } = tenant.members.owner;
  const item = { sku: "LAMP", name: "Lamp", weight: 1, stock: 1000, price: 1, currency: "EUR" };
  const { id: itemId } = await call.items.create(item);
  const place = { code: "P", name: "Ada", country: "DE", city: "Berlin", postcode: "10117", line1: "Street 1" };
  const { id: recipientId } = await call.places.create(place);
  /** @param alone with an item that no other parcel has: those that share one wait for each other's stock */
  const parcel = async (packed: boolean, tagIds: string[] = [], alone = false) => {
    const own = alone ? (await call.items.create({ ...item, sku: newId() })).id : itemId;
    return call.parcels.create({
      reference: newId(),
      recipientId,
      lines: [{ itemId: own, quantity: 1 }],
      packed,
      tagIds,
    });
  };
  return { ...tenant, call, parcel };
}

beforeAll(async () => {
  const out = new Writable({
    write(chunk, _encoding, done) {
      logged.push(String(chunk));
      done();
    },
  });
  const log = createLogger({ LOG_LEVEL: "error", LOG_FORMAT: "json" }, "test", out);
  testApp = await TestApp.start({}, testing.clients ?? {}, { log });
  owner = postgres(testApp.urls.ownerUrl, { max: 2, onnotice: () => {} });
});
afterAll(() => owner.end());

let count = 0;
beforeEach(async () => {
  count += 1;
  acme = await makeTenant(`acme-${count}`);
});

const asOwner = (statement: string) =>
  owner.begin(async (tx) => {
    await enterTenant(tx, acme.id);
    return tx.unsafe(statement);
  });
/** The amounts of the tenant, as they are kept. */
const kept = () =>
  testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
    db.select().from(parcelTallies).where(ofTenant(acme.id, parcelTallies)),
  );
const recount = async () =>
  [...(await asOwner("select measure, state, too_many::int, too_few::int from recount_parcels() order by 1, 2"))].map(
    ({ measure, state, too_many: tooMany, too_few: tooFew }) => ({ measure, state, tooMany, tooFew }),
  );

/** Runs the nightly job. @returns its log about the tenant */
async function checkByNight(): Promise<unknown[]> {
  const job = testApp.app.registry.jobs.get("parcels.checkTallies");
  if (!job) throw new Error("There is no such job.");
  const origin = { ip: null, traceparent: null };
  const envelope = { tenantId: null, userId: null, requestId: "night", origin, input: {} };
  logged.length = 0;
  await runJob(testApp.app, job, { id: newId(), envelope, attempt: 1, signal: new AbortController().signal });
  const lines = logged.flatMap((text) => text.trim().split("\n")).map((line) => JSON.parse(line));
  return lines.filter(({ tenantId, wrong }) => tenantId === acme.id && wrong).map(({ wrong }) => wrong);
}

describe("the tallies of parcels", () => {
  test("are correct after any changes of parcels", async () => {
    const { call, parcel } = acme;
    const [sent, cancelled, changed] = [await parcel(true), await parcel(false), await parcel(true)];
    await call.parcels.dispatch({ id: sent.id });
    await call.parcels.cancel({ id: cancelled.id, reason: null });
    await call.parcels.setPacked({ id: changed.id, packed: false });
    await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
      db
        .update(parcels)
        .set({ state: "delivered", deliveredAt: new Date() })
        .where(ofTenant(acme.id, parcels, eq(parcels.id, sent.id))),
    );
    const { byState, byDay } = await call.parcels.figures({});
    expect(byState).toMatchObject({ draft: 1, cancelled: 1, delivered: 1, packed: 0 });
    expect(byDay.at(-1)).toMatchObject({ dispatched: 1, delivered: 1 });
    expect(await recount()).toEqual([]);
    await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
      db.delete(parcels).where(ofTenant(acme.id, parcels, eq(parcels.id, changed.id))),
    );
    expect((await call.parcels.overview()).byState.draft).toBe(0);
    expect(await recount()).toEqual([]);
  });

  test("are folded into one row per amount, with the same sums", async () => {
    for (let n = 0; n < 5; n += 1) await acme.parcel(n % 2 === 0);
    const before = await acme.call.parcels.overview();
    await asOwner("select fold_parcel_tallies()");
    expect((await kept()).map(({ state, amount }) => `${amount} ${state}`).sort()).toEqual(["2 draft", "3 packed"]);
    expect(await acme.call.parcels.overview()).toEqual(before);
  });

  test("block no one: neither by an uncommitted change nor while they are folded", async () => {
    const first = await acme.parcel(false);
    await owner.begin(async (tx) => {
      await enterTenant(tx, acme.id);
      await tx`update parcels set state = 'packed' where id = ${first.id}`;
      await tx`select fold_parcel_tallies()`;
      await acme.parcel(true);
      await owner.begin(async (other) => {
        await other`set local lock_timeout = '1s'`;
        await enterTenant(other, acme.id);
        await other`select fold_parcel_tallies()`;
      });
    });
    expect((await acme.call.parcels.overview()).byState).toMatchObject({ draft: 0, packed: 2 });
    expect(await recount()).toEqual([]);
  });

  test("are folded after some changes of parcels", async () => {
    for (let n = 0; n < 3; n += 1) await acme.parcel(false);
    await owner.begin(async (tx) => {
      await enterTenant(tx, acme.id);
      const fold = async (seed: number) => {
        await tx`select setseed(${seed})`;
        const [drawn] = await tx<{ value: number }[]>`select random() as value`;
        return (drawn?.value ?? 1) * 200 < 1;
      };
      let seed = 0;
      while (!(await fold(seed))) seed += 0.001;
      await tx`select setseed(${seed})`;
      await tx`update parcels set state = 'packed' where tenant_id = ${acme.id}`;
      expect(await tx`select state, amount::int from parcel_tallies where tenant_id = ${acme.id}`).toEqual([
        { state: "packed", amount: 3 },
      ]);
    });
  });

  test("are deleted with their tenant", async () => {
    await acme.parcel(true);
    await owner`delete from tenants where id = ${acme.id}`;
    expect(await owner`select from parcel_tallies where tenant_id = ${acme.id}`).toHaveLength(0);
  });

  test("do not block the deletion of their tenant while they are folded", async () => {
    const { id: tagId } = await acme.call.tags.create({ name: "urgent", color: "red" });
    for (let n = 0; n < 8; n += 1) await acme.parcel(true, [tagId]);
    // Whether a statement adds amounts up is drawn. With some of these, one of the statements that remove the tenant does.
    for (let seed = 0; seed < 1; seed += 0.01) {
      const gone = owner.begin(async (tx) => {
        await enterTenant(tx, acme.id);
        await tx`select setseed(${seed})`;
        await tx`delete from tenants where id = ${acme.id}`;
        throw new Error("The tenant is gone.");
      });
      await expect(gone).rejects.toThrow("The tenant is gone.");
    }
  });

  test("are compared with the parcels every night: errors are reported and corrected", async () => {
    await acme.parcel(true);
    expect(await checkByNight()).toEqual([]);
    await asOwner(`update parcel_tallies set amount = amount + 7 where tenant_id = '${acme.id}' and state = 'packed'`);
    expect((await acme.call.parcels.overview()).byState.packed).toBe(8);
    expect(await checkByNight()).toEqual([[{ measure: "state", state: "packed", tooMany: 7, tooFew: 0 }]]);
    expect((await acme.call.parcels.overview()).byState.packed).toBe(1);
    const { items: reported } = await acme.call.jobs.list({});
    expect(reported.filter(({ name }) => name === "parcels.reportTallies")).toMatchObject([{ state: "done" }]);
    expect(await checkByNight()).toEqual([]);
  });

  test("are compared by day, tag and carrier", async () => {
    const { id: tagId } = await acme.call.tags.create({ name: "Urgent", color: "red" });
    const { id } = await acme.parcel(true, [tagId]);
    await acme.call.parcels.dispatch({ id });
    const nothing = async () => expect(await recount()).toEqual([]);
    await nothing();
    const shift = "update parcel_tallies set at = at - interval '3 days' where measure = 'dispatched'";
    await asOwner(`${shift} and tenant_id = '${acme.id}' and tag_id <> '${tagId}'`);
    expect(await recount()).toEqual([{ measure: "dispatched", state: "", tooMany: 1, tooFew: 1 }]);
    await asOwner(
      `update parcel_tallies set carrier = 'Unknown' where tenant_id = '${acme.id}' and measure = 'delivered'`,
    );
    expect(await recount()).toEqual([{ measure: "delivered", state: "", tooMany: 2, tooFew: 2 }]);
    await asOwner(
      `delete from parcel_tallies where tenant_id = '${acme.id}' and tag_id = '${tagId}' and measure = 'state'`,
    );
    expect(await recount()).toEqual([{ measure: "state", state: "delivered", tooMany: 0, tooFew: 1 }]);
    await nothing();
  });

  test("allow concurrent dispatches of parcels with one tag, and lose none", async () => {
    const { id: tagId } = await acme.call.tags.create({ name: "Urgent", color: "red" });
    const made = await Promise.all(Array.from({ length: 9 }, () => acme.parcel(true, [tagId], true)));
    const [first, ...others] = made.map(({ id }) => id);
    await owner.begin(async (tx) => {
      await enterTenant(tx, acme.id);
      await tx`update parcels set state = 'dispatched', dispatched_at = now() where tenant_id = ${acme.id} and id = ${first ?? ""}`;
      await tx`select fold_parcel_tallies()`;
      // All of them are through before the first one commits.
      await Promise.all(others.map((id) => acme.call.parcels.dispatch({ id })));
    });
    const { byState, carriers } = await acme.call.parcels.figures({ tagId });
    expect(byState).toMatchObject({ packed: 0, dispatched: 1, delivered: 8 });
    expect(carriers.reduce((sum, { dispatched }) => sum + dispatched, 0)).toBe(9);
    expect(await recount()).toEqual([]);
  });

  test("cannot be written by the application", async () => {
    await acme.parcel(true);
    const write = testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
      db.execute(sql`update parcel_tallies set amount = 0 where tenant_id = ${acme.id}`),
    );
    await expect(write).rejects.toMatchObject({ cause: { code: "42501" } });
  });
});
