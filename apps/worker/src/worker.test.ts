import { type ChildProcess, spawn } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { TestApp } from "@waybill/api/testing";
import { postgres } from "@waybill/db/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";

/** A carrier's service over HTTP that books once per key, and can be told to keep a caller waiting. */
class CarrierService {
  readonly calls: string[] = [];
  readonly voided: string[] = [];
  readonly shipments = new Map<string, string>();
  hold = false;
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
      if (!this.hold) answer({ trackingNumber });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((listening) => this.#server.listen(0, "127.0.0.1", listening));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
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
  let log = "";
  await new Promise<void>((ready, failed) => {
    const read = (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes("worker ready")) ready();
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", () => failed(new Error(`The worker ended:\n${log}`)));
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

  test("asked to end, finishes what it has begun and takes nothing new", async () => {
    const worker = await startWorker();
    const { id } = await packedParcel();
    await acme.members.dispatcher.call.parcels.dispatch({ id });
    await vi.waitFor(async () => expect(await stateOf(id)).not.toBe("packed"));
    expect(await end(worker, "SIGTERM")).toBe(0);
    const running = (await acme.members.dispatcher.call.jobs.list({ states: ["running"] })).items;
    expect(running).toEqual([]);
    await startWorker();
    await vi.waitFor(async () => expect(await stateOf(id)).toBe("delivered"), { timeout: 60_000, interval: 200 });
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

  test("jobs are not queued where the transaction is rolled back", async () => {
    const { id } = await packedParcel();
    const { call } = acme.members.dispatcher;
    const before = (await call.jobs.list({})).items.length;
    const outcomes = await Promise.allSettled([call.parcels.dispatch({ id }), call.parcels.dispatch({ id })]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await call.jobs.list({})).items).toHaveLength(before + 1);
  });
});
