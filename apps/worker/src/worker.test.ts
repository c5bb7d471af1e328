import { type ChildProcess, spawn } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { TestApp } from "@waybill/api/testing";
import { files, newId } from "@waybill/db";
import { postgres } from "@waybill/db/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";

/** A carrier's service over HTTP that books once per key, and can be told to keep a caller waiting. */
class CarrierService {
  readonly calls: string[] = [];
  readonly voided: string[] = [];
  readonly shipments = new Map<string, string>();
  hold = false;
  readonly #held: (() => void)[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const answer = (body: unknown) =>
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
      const [, voided] = request.url?.match(/^\/shipments\/by-key\/(.+)$/) ?? [];
      if (request.method === "DELETE" && voided) {
        this.voided.push(voided);
        this.shipments.delete(voided);
        return answer({});
      }
      if (request.method !== "POST") return answer({ state: "delivered" });
      const key = String(request.headers["idempotency-key"]);
      this.calls.push(key);
      const trackingNumber = this.shipments.get(key) ?? `T${this.shipments.size + 1}`;
      this.shipments.set(key, trackingNumber);
      // Booked, and the answer never arrives: the worst moment to die.
      if (this.hold) this.#held.push(() => answer({ trackingNumber }));
      else answer({ trackingNumber });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((listening) => this.#server.listen(0, "127.0.0.1", listening));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Answers who was kept waiting, and from now on at once. */
  release() {
    this.hold = false;
    for (const answer of this.#held.splice(0)) answer();
  }

  stop() {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

const carrier = new CarrierService();
let testApp: TestApp;
let acme: Awaited<ReturnType<typeof makeTenant>>;
const makeTenant = () => testApp.tenant("acme", "dispatcher");
const workers: ChildProcess[] = [];
const logs = new WeakMap<ChildProcess, string[]>();
/** What a worker has logged so far. */
const logOf = (worker: ChildProcess) => logs.get(worker)?.join("") ?? "";

/** Starts a worker process, as an operator would. */
async function startWorker(): Promise<ChildProcess> {
  const { settings } = testApp.app;
  const env = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
  const child = spawn(process.execPath, ["src/main.ts"], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { PATH: process.env.PATH, ...env, LOG_LEVEL: "info" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  workers.push(child);
  const log: string[] = [];
  logs.set(child, log);
  await new Promise<void>((ready, failed) => {
    const read = (chunk: Buffer) => {
      log.push(chunk.toString());
      if (logOf(child).includes("worker ready")) ready();
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", () => failed(new Error(`The worker ended:\n${logOf(child)}`)));
  });
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.kill(signal);
  return exited;
}

beforeAll(async () => {
  const CARRIER_URL = await carrier.start();
  testApp = await TestApp.start({
    JOBS_MODE: "queue",
    JOBS_MONITOR_SECONDS: "1",
    CARRIER_URL,
    CARRIER_POLL_SECONDS: "1",
  });
  acme = await makeTenant();
});
afterEach(() => Promise.all(workers.splice(0).map((worker) => end(worker, "SIGKILL"))));
afterAll(async () => {
  carrier.stop();
});

let counter = 0;

async function packedParcel() {
  const { call } = acme.members.dispatcher;
  counter += 1;
  const item = { sku: `S-${counter}`, name: "Lamp", weight: 1, stock: 10, price: 1, currency: "EUR" };
  const place = {
    code: `P-${counter}`,
    name: "Ada",
    country: "DE",
    city: "Berlin",
    postcode: "10117",
    line1: "Street 1",
  };
  const [{ id: itemId }, { id: recipientId }] = await Promise.all([call.items.create(item), call.places.create(place)]);
  const lines = [{ itemId, quantity: 3 }];
  const { id } = await call.parcels.create({ reference: `R-${counter}`, recipientId, lines, packed: true });
  return { id, itemId };
}

const stateOf = async (id: string) => (await acme.members.dispatcher.call.parcels.byId({ id })).state;

describe("the worker", () => {
  test("carries a dispatched parcel to its recipient", async () => {
    await startWorker();
    const { id, itemId } = await packedParcel();
    await acme.members.dispatcher.call.parcels.dispatch({ id });
    await vi.waitFor(async () => expect(await stateOf(id)).toBe("delivered"), { timeout: 30_000, interval: 200 });
    expect((await acme.members.dispatcher.call.items.byId({ id: itemId })).onHand).toBe(7);
    expect(carrier.calls.filter((key) => key.endsWith(id))).toHaveLength(1);
  });

  test("killed in the middle of a dispatch, another carries on: delivered, stock taken once, one shipment per key", async () => {
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

  test("killed or cancelled in the middle of an import, another attempt carries on: nothing lost, nothing counted twice", async () => {
    const { call } = acme.members.dispatcher;
    const total = 12_000;
    const lines = Array.from({ length: total }, (_, n) => `I-${n},Ada,${n % 100 === 0 ? "Atlantis" : "DE"},Berlin`);
    const content = Buffer.from(["code,name,country,city", ...lines].join("\n"));
    const id = newId();
    const key = `${acme.id}/${id}`;
    await testApp.app.clients.files.write(key, content);
    const upload = { kind: "places.import", permission: "places.import", name: "a.csv", contentType: "text/csv" };
    await testApp.direct.transaction({ tenantId: acme.id }, ({ db }) =>
      db.insert(files).values({ tenantId: acme.id, id, key, size: content.length, ...upload }),
    );
    const { jobId } = await call.places.import({ fileId: id });
    const jobOf = () => call.jobs.byId({ id: jobId });
    const begun = (least: number) =>
      vi.waitFor(async () => expect((await jobOf()).done).toBeGreaterThanOrEqual(least), {
        timeout: 60_000,
        interval: 5,
      });
    const first = await startWorker();
    await begun(1000);
    await end(first, "SIGKILL");
    const killedAt = await jobOf();
    expect(killedAt).toMatchObject({ state: "running", total });
    expect(killedAt.done).toBeLessThan(total);
    await startWorker();
    await begun(killedAt.done + 1000);
    await call.jobs.cancel({ id: jobId });
    await vi.waitFor(async () => expect((await jobOf()).state).toBe("cancelled"), { timeout: 10_000 });
    const cancelledAt = await jobOf();
    await call.jobs.retry({ id: jobId });
    await vi.waitFor(async () => expect((await jobOf()).state).toBe("done"), { timeout: 60_000, interval: 100 });
    expect(cancelledAt.done).toBeLessThan(total);
    const counts = { rows: total, created: total - 120, updated: 0, unchanged: 0, refused: 120 };
    expect(await jobOf()).toMatchObject({ result: counts, done: total });
    expect((await call.places.list({ search: "I-" })).total).toBe(total - 120);
  });

  test("asked to end, finishes what it has begun and takes nothing new", async () => {
    const worker = await startWorker();
    const { call } = acme.members.dispatcher;
    const begun = await packedParcel();
    const waiting = await packedParcel();
    carrier.hold = true;
    await call.parcels.dispatch({ id: begun.id });
    await vi.waitFor(() => expect(carrier.calls.filter((key) => key.endsWith(begun.id))).toHaveLength(1), {
      timeout: 30_000,
    });
    const ended = end(worker, "SIGTERM");
    await vi.waitFor(() => expect(logOf(worker)).toContain("worker stops after its running jobs"));
    await call.parcels.dispatch({ id: waiting.id });
    expect(await stateOf(begun.id)).toBe("dispatched");
    carrier.release();
    expect(await ended).toBe(0);
    // What was begun has its end, and is not begun a second time.
    const newest = async (name: string) => (await call.jobs.list({ name, limit: 1 })).items[0];
    expect(await newest("parcels.handOver")).toMatchObject({ state: "done", attempts: 1 });
    expect(await newest("parcels.startCarriage")).toMatchObject({ state: "queued", attempts: 0 });
    expect(await stateOf(waiting.id)).toBe("dispatched");
    expect((await call.jobs.list({ states: ["running"] })).items).toEqual([]);
    await startWorker();
    for (const { id } of [begun, waiting]) {
      await vi.waitFor(async () => expect(await stateOf(id)).toBe("delivered"), { timeout: 60_000, interval: 200 });
      expect(carrier.calls.filter((key) => key.endsWith(id))).toHaveLength(1);
    }
  });

  test("killed in the last attempt of a job, another settles it: the parcel has failed, and is sent again", async () => {
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

  test("killed in the middle of a batch, another goes on: each parcel is dispatched once, each refused one says why", async () => {
    const { call } = acme.members.dispatcher;
    const first = await packedParcel();
    const { recipient } = await call.parcels.byId({ id: first.id });
    const lines = [{ itemId: first.itemId, quantity: 1 }];
    await call.items.receive({ id: first.itemId, quantity: 1000 });
    const ids = [first.id];
    for (let n = 0; n < 30; n += 1) {
      const parcel = { reference: `BATCH-${n}`, recipientId: recipient.id, lines, packed: n % 2 === 0 };
      ids.push((await call.parcels.create(parcel)).id);
    }
    const short = {
      reference: "BATCH-SHORT",
      recipientId: recipient.id,
      lines: [{ itemId: first.itemId, quantity: 9999 }],
    };
    ids.push((await call.parcels.create(short)).id);
    const selection = { ids };
    const { until, total, ready } = await call.parcels.preflight({ selection });
    expect([total, ready]).toEqual([32, 31]);

    const worker = await startWorker();
    const { jobId: batchId } = await call.parcels.dispatchMany({ selection, until, expected: total });
    await vi.waitFor(async () => expect((await call.parcels.batch({ batchId })).done).toBeGreaterThan(2), {
      ...{ timeout: 30_000, interval: 10 },
    });
    await end(worker, "SIGKILL");
    const { done } = await call.parcels.batch({ batchId });
    expect(done).toBeLessThan(31);
    await startWorker();
    await vi.waitFor(
      async () =>
        expect(await call.jobs.byId({ id: batchId })).toMatchObject({
          state: "done",
          result: { done: 31, refused: 1 },
        }),
      { timeout: 90_000, interval: 500 },
    );
    const owner = postgres(testApp.urls.ownerUrl, { max: 1 });
    const [once] = await owner`
      select count(*)::int as parcels, max(shipments)::int as shipments, max(events)::int as events from (
        select (select count(*) from shipments where parcel_id = parcels.id) as shipments,
          (select count(*) from events where entity_id = parcels.id and name = 'parcel.dispatched') as events
        from parcels where id = any(${ids}) and state in ('dispatched', 'in_transit', 'delivered')) as dispatched`;
    await owner.end();
    expect(once).toEqual({ parcels: 31, shipments: 1, events: 1 });
    // 10 and 1000 came in; 3 and 30 left.
    expect((await call.items.byId({ id: first.itemId })).onHand).toBe(977);
    const { items: refused } = await call.parcels.batchEntries({ batchId, outcome: "refused" });
    expect(refused.map(({ reference, reasons }) => [reference, reasons])).toEqual([
      ["BATCH-SHORT", ["Only 977 of Lamp are available; the parcel has 9999."]],
    ]);
  });

  test("jobs are not queued where the transaction is rolled back", async () => {
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
