import { type ChildProcess, spawn } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { TestApp } from "@waybill/api/testing";
import { environmentOf } from "@waybill/config";
import { afterAll, afterEach, beforeAll } from "vitest";

/** A carrier over HTTP with idempotent bookings, which can delay its answer. */
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
      // Booked without an answer: the worst moment for a crash.
      if (this.hold) this.#held.push(() => answer({ trackingNumber }));
      else answer({ trackingNumber });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((listening) => this.#server.listen(0, "127.0.0.1", listening));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Answers the delayed caller, and later ones at once. */
  release() {
    this.hold = false;
    for (const answer of this.#held.splice(0)) answer();
  }

  stop() {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

export const carrier = new CarrierService();
export let testApp: TestApp;
export let acme: Awaited<ReturnType<typeof makeTenant>>;
const makeTenant = () => testApp.tenant("acme", "dispatcher");
const workers: ChildProcess[] = [];
const logs = new WeakMap<ChildProcess, string[]>();
/** A worker's log so far. */
export const logOf = (worker: ChildProcess) => logs.get(worker)?.join("") ?? "";

/**
 * Starts a worker process with the worker's secrets only.
 *
 * @param until a text in its log to wait for.
 */
export async function startWorker(until = "worker ready"): Promise<ChildProcess> {
  const { settings } = testApp.app;
  const env = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
  const child = spawn(process.execPath, ["src/main.ts"], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    env: { PATH: process.env.PATH, ...environmentOf("worker", env), LOG_LEVEL: "info" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  workers.push(child);
  const log: string[] = [];
  logs.set(child, log);
  await new Promise<void>((ready, failed) => {
    const read = (chunk: Buffer) => {
      log.push(chunk.toString());
      if (logOf(child).includes(until)) ready();
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", () => failed(new Error(`The worker ended:\n${logOf(child)}`)));
  });
  return child;
}

/** Stops a worker by a signal. @returns its exit code, if any */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.kill(signal);
  return exited;
}

/** Sets up a database, a carrier and a tenant for a test file, without a worker. */
export function useWorkers() {
  useWorkersOn((env) => TestApp.start(env));
}

/** The same on a separate Postgres that can be stopped and started. */
export function useWorkersWithPostgres() {
  const running: { postgres?: Awaited<ReturnType<typeof TestApp.withPostgres>>["postgres"] } = {};
  useWorkersOn(async (env) => {
    const { testApp: made, postgres } = await TestApp.withPostgres(env);
    running.postgres = postgres;
    return made;
  });
  afterAll(async () => {
    await testApp.close();
    await running.postgres?.remove();
  });
  return {
    stop: async () => running.postgres?.stop(),
    restart: async () => running.postgres?.restart(),
  };
}

function useWorkersOn(start: (env: Record<string, string>) => Promise<TestApp>) {
  beforeAll(async () => {
    const CARRIER_URL = await carrier.start();
    testApp = await start({
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
}

let counter = 0;

/** A packed parcel of an item with a stock of ten. */
export async function packedParcel() {
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

/** The state of a parcel of Acme. */
export const stateOf = async (id: string) => (await acme.members.dispatcher.call.parcels.byId({ id })).state;
