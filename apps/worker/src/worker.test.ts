import { postgres } from "@waybill/db/testing";
import { describe, expect, test, vi } from "vitest";
import {
  acme,
  carrier,
  end,
  logOf,
  packedParcel,
  startWorker,
  stateOf,
  testApp,
  useWorkers,
} from "./testing/workers.ts";

useWorkers();

describe("the worker", () => {
  test("processes a dispatched parcel until its delivery", async () => {
    await startWorker();
    const { id, itemId } = await packedParcel();
    await acme.members.dispatcher.call.parcels.dispatch({ id });
    await vi.waitFor(async () => expect(await stateOf(id)).toBe("delivered"), { timeout: 30_000, interval: 200 });
    expect((await acme.members.dispatcher.call.items.byId({ id: itemId })).onHand).toBe(7);
    expect(carrier.calls.filter((key) => key.endsWith(id))).toHaveLength(1);
  });

  test("waits for the migrations that its version needs", async () => {
    const owner = postgres(testApp.urls.ownerUrl, { max: 1 });
    await owner`update drizzle.__drizzle_migrations set created_at = -created_at
      where created_at = (select max(created_at) from drizzle.__drizzle_migrations)`;
    const worker = await startWorker("the worker waits. The database lacks the migration");
    const { id } = await packedParcel();
    await acme.members.dispatcher.call.parcels.dispatch({ id });
    expect(logOf(worker)).not.toContain("worker ready");
    expect(await stateOf(id)).toBe("dispatched");
    await owner`update drizzle.__drizzle_migrations set created_at = -created_at where created_at < 0`;
    await owner.end();
    await vi.waitFor(async () => expect(await stateOf(id)).toBe("delivered"), { timeout: 30_000, interval: 200 });
    expect(logOf(worker)).toContain("worker ready");
  });

  test("a killed worker's dispatch is continued by another: delivered, stock taken once, one shipment per key", async () => {
    const first = await startWorker();
    const { id, itemId } = await packedParcel();
    carrier.hold = true;
    await acme.members.dispatcher.call.parcels.dispatch({ id });
    await vi.waitFor(() => expect(carrier.calls.filter((key) => key.endsWith(id))).toHaveLength(1), {
      timeout: 30_000,
    });
    await end(first, "SIGKILL");
    expect(await stateOf(id)).toBe("dispatched");
    carrier.hold = false;
    await startWorker();
    await vi.waitFor(async () => expect(await stateOf(id)).toBe("delivered"), { timeout: 90_000, interval: 500 });

    const { call } = acme.members.dispatcher;
    expect((await call.items.byId({ id: itemId })).onHand).toBe(7);
    const kinds = (await call.parcels.timeline({ id })).items.map(({ kind }) => kind).reverse();
    expect(kinds).toEqual(["created", "packed", "dispatched", "labelled", "in_transit", "delivered"]);
    const keys = carrier.calls.filter((key) => key.endsWith(id));
    expect(new Set(keys).size).toBe(1);
    expect([...carrier.shipments.keys()].filter((key) => key.endsWith(id))).toHaveLength(1);
  });

  test("finishes running jobs on SIGTERM and takes no new ones", async () => {
    const worker = await startWorker();
    const { call } = acme.members.dispatcher;
    const started = await packedParcel();
    const waiting = await packedParcel();
    carrier.hold = true;
    await call.parcels.dispatch({ id: started.id });
    await vi.waitFor(() => expect(carrier.calls.filter((key) => key.endsWith(started.id))).toHaveLength(1), {
      timeout: 30_000,
    });
    const ended = end(worker, "SIGTERM");
    await vi.waitFor(() => expect(logOf(worker)).toContain("worker stops after its running jobs"));
    await call.parcels.dispatch({ id: waiting.id });
    expect(await stateOf(started.id)).toBe("dispatched");
    carrier.release();
    expect(await ended).toBe(0);
    // The running job is finished and not repeated.
    const newest = async (name: string) => (await call.jobs.list({ name, limit: 1 })).items[0];
    expect(await newest("parcels.handOver")).toMatchObject({ state: "done", attempts: 1 });
    expect(await newest("parcels.startCarriage")).toMatchObject({ state: "queued", attempts: 0 });
    expect(await stateOf(waiting.id)).toBe("dispatched");
    expect((await call.jobs.list({ states: ["running"] })).items).toEqual([]);
    await startWorker();
    for (const { id } of [started, waiting]) {
      await vi.waitFor(async () => expect(await stateOf(id)).toBe("delivered"), { timeout: 60_000, interval: 200 });
      expect(carrier.calls.filter((key) => key.endsWith(id))).toHaveLength(1);
    }
  });

  test("a job whose worker died in the last attempt has failed with its parcel, which can be dispatched again", async () => {
    const worker = await startWorker();
    const { id } = await packedParcel();
    const { call } = acme.members.dispatcher;
    carrier.hold = true;
    await call.parcels.dispatch({ id });
    await vi.waitFor(() => expect(carrier.calls.filter((key) => key.endsWith(id))).toHaveLength(1), {
      timeout: 30_000,
    });
    const owner = postgres(testApp.urls.ownerUrl, { max: 1 });
    await owner`update pgboss.job set retry_limit = 0 where name = 'parcels.handOver' and state = 'active'`;
    await owner.end();
    await end(worker, "SIGKILL");
    carrier.hold = false;
    await startWorker();
    await vi.waitFor(async () => expect(await stateOf(id)).toBe("failed"), { timeout: 90_000, interval: 500 });
    const [job] = (await call.jobs.list({ name: "parcels.handOver", limit: 1 })).items;
    expect(job).toMatchObject({ state: "failed" });
    expect((await call.parcels.byId({ id })).failure).toContain("The worker stopped");
    await call.parcels.retry({ id });
    await vi.waitFor(async () => expect(await stateOf(id)).toBe("delivered"), { timeout: 60_000, interval: 200 });
    expect(carrier.voided).toEqual([`parcel-${id}`]);
    expect([...carrier.shipments.keys()].filter((key) => key.includes(id))).toEqual([`parcel-${id}-2`]);
  });

  test("a rollback queues no jobs", async () => {
    const { id } = await packedParcel();
    const { call } = acme.members.dispatcher;
    const queued = async () => (await call.jobs.list({ name: "parcels.startCarriage", limit: 100 })).items.length;
    const before = await queued();
    const outcomes = await Promise.allSettled([call.parcels.dispatch({ id }), call.parcels.dispatch({ id })]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(before).toBeLessThan(100);
    expect(await queued()).toBe(before + 1);
  });
});
