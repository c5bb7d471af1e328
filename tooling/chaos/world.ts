import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { environmentOf } from "@waybill/config";
import { migrate } from "@waybill/db/migrate";
import { postgres } from "@waybill/db/testing";
import { SMTPServer } from "smtp-server";
import { freePort } from "../../e2e/support/processes.ts";
import { S3Server } from "../../packages/api/src/testing/s3.ts";
import { root } from "../cli/processes.ts";
import { Explained } from "../cli/terminal.ts";
import { LyingCarrier } from "./carrier.ts";
import { Client } from "./client.ts";
import { type Disk, makeDisk } from "./disk.ts";
import { Keeper } from "./keeper.ts";
import { type Machine, makeMachine } from "./network.ts";
import { Server } from "./server.ts";
import { hasService, prepareBouncer, prepareNginx } from "./services.ts";
import { Wire } from "./wire.ts";

/** Connections that PgBouncer has to Postgres. */
export const bouncerConnections = 20;

/** The names of the processes of Waybill. */
const processNames = ["web-1", "web-2", "worker-1", "worker-2"] as const;
type ProcessName = (typeof processNames)[number];

/** Everything that runs, and where it can be damaged. */
export interface World {
  client: Client;
  secret: string;
  server: Server;
  keepers: Record<ProcessName | "nginx" | "pgbouncer", Keeper>;
  /** The ways between the parts, by name: `web-1 → pgbouncer`. */
  wires: readonly Wire[];
  carrier: LyingCarrier;
  /** The recipients of mails, each as often as one came. */
  mails: string[];
  /** The database's disk, or why it has none of its own. */
  disk: Disk | string;
  /** The machine that web-1 runs on, or why it has none of its own. */
  machine: Machine | string;
  /** Whether PgBouncer is there, and what stands in for what is not, in sentences. */
  hasBouncer: boolean;
  standIns: readonly string[];
  /** The addresses of the database: of its owner, and by PgBouncer. */
  ownerUrl: string;
  bouncerUrl: string;
  /** Times in which connections of people end without anybody's fault: nginx was killed. */
  excused: { from: number; to: number }[];
  /** The processes that do not serve now, with the reason. */
  unready(): Promise<Map<string, string>>;
  close(): Promise<void>;
}

/** Where the logs of all processes are kept. */
export const logs = join(root, ".artifacts/chaos");

/** How long everything may take to start, in seconds. */
const startSeconds = 120;

/** Starts everything: two web processes and two workers behind nginx and PgBouncer, with Postgres, SMTP, S3 and a carrier. */
export async function openWorld(random: () => number): Promise<World> {
  rmSync(logs, { recursive: true, force: true });
  mkdirSync(logs, { recursive: true });
  const directory = mkdtempSync(join(tmpdir(), "waybill-chaos-"));
  chmodSync(directory, 0o755);
  const closing: (() => unknown)[] = [];
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    return { ...(await build(directory, random, closing)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function build(
  directory: string,
  random: () => number,
  closing: (() => unknown)[],
): Promise<Omit<World, "close">> {
  // Several runs at once have machines of their own.
  const machine = makeMachine(1 + (process.pid % 200));
  if (typeof machine !== "string") closing.push(machine.remove);
  const front = typeof machine === "string" ? "127.0.0.1" : machine.front;
  const disk = makeDisk(join(directory, "disk"));
  if (typeof disk !== "string") closing.push(disk.remove);
  const server = await Server.start(join(directory, "disk/cluster"));
  closing.push(() => server.remove());
  await server.cluster.createDatabase("waybill");
  const ownerUrl = server.cluster.url("waybill");
  const directUrl = server.cluster.applicationUrl("waybill");
  await migrate(ownerUrl);

  const mails: string[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, session, done) {
      stream.resume().once("end", () => {
        mails.push(...session.envelope.rcptTo.map(({ address }) => address));
        done();
      });
    },
  });
  smtp.on("error", () => {}); // connections that a fault has ended
  await new Promise<void>((listening) => smtp.listen(0, "127.0.0.1", listening));
  closing.push(() => new Promise<void>((closed) => smtp.close(closed)));
  const { port: smtpPort } = smtp.server.address() as AddressInfo; // a TCP server's address is never a string
  const s3 = await S3Server.start();
  closing.push(() => s3.stop());
  const carrier = new LyingCarrier(random);
  const carrierPort = await carrier.start();
  closing.push(() => carrier.stop());

  const bouncerPort = await freePort();
  const bouncerUrl = (() => {
    const address = new URL(directUrl);
    address.host = `127.0.0.1:${bouncerPort}`;
    return address.href;
  })();
  const wires: Wire[] = [];
  const wire = async (name: string, to: number, address = front) => {
    const made = await Wire.open(name, { host: "127.0.0.1", port: to }, address);
    wires.push(made);
    closing.push(() => made.close());
    return made;
  };
  const serverPort = Number(new URL(directUrl).port);
  const [toSmtp, toS3, toCarrier] = [
    await wire("waybill → smtp", smtpPort),
    await wire("waybill → s3", Number(new URL(s3.settings.S3_ENDPOINT).port)),
    await wire("waybill → carrier", carrierPort),
  ];

  // nginx calls from an address that nobody else has, where there is one.
  const caller = typeof machine === "string" && process.platform === "linux" ? "127.0.0.2" : front;
  const publicPort = await freePort();
  const origin = `https://desk.waybill.test:${publicPort}`;
  const hasBouncer = hasService("pgbouncer");
  const standIns = [
    ...(hasBouncer
      ? []
      : ["Connections reach Postgres without a pooler, because there is no PgBouncer on this machine"]),
    ...(hasService("nginx") ? [] : ["A proxy in Node stands for nginx, because there is none on this machine"]),
  ];
  const secret = `the secret of a world with faults ${randomUUID()}`;
  const common: NodeJS.ProcessEnv = {
    ...process.env,
    ...{ NODE_ENV: "production", LOG_LEVEL: "info", LOG_FORMAT: "json", DATA_DIR: join(directory, "data") },
    ...{ PUBLIC_URL: origin, TRUST_PROXY: caller, AUTH_SECRET: secret, AUTH_FRESH_MINUTES: "600" },
    ...{ DATABASE_POOL_MODE: hasBouncer ? "transaction" : "session", DRAIN_SECONDS: "20", DRAIN_DELAY_SECONDS: "1" },
    ...s3.settings,
    S3_ENDPOINT: `http://${toS3.host}`,
    SMTP_URL: `smtp://${toSmtp.host}`,
    ...{ CARRIER_URL: `http://${toCarrier.host}`, CARRIER_POLL_SECONDS: "1" },
  };
  const startBouncer = prepareBouncer(join(directory, "pgbouncer"), {
    ...{ url: directUrl, port: bouncerPort, connections: bouncerConnections },
  });
  const keep = (name: string, start: ConstructorParameters<typeof Keeper>[1]) => {
    const keeper = new Keeper(name, start);
    closing.push(() => keeper.stop());
    return keeper;
  };
  const pgbouncer = keep("pgbouncer", (n) => startBouncer(join(logs, `pgbouncer-${n}.log`)));

  const places = new Map<string, { host: string; port: number; probes: number }>();
  const run = async (name: ProcessName) => {
    const kind = name.startsWith("web") ? "web" : "worker";
    const own = name === "web-1" && typeof machine !== "string" ? machine : null;
    const [bouncer, direct] = [
      await wire(`${name} → pgbouncer`, bouncerPort, own?.back),
      await wire(`${name} → postgres`, serverPort, own?.back),
    ];
    const place = { host: own?.address ?? "127.0.0.1", port: await freePort(), probes: await freePort() };
    places.set(name, place);
    const env = {
      ...environmentOf(kind, {
        ...common,
        DATABASE_URL: bouncer.through(bouncerUrl),
        DATABASE_LISTEN_URL: direct.through(directUrl),
        ...{ HOST: place.host, PORT: String(place.port) },
      }),
      [kind === "web" ? "METRICS_PORT" : "WORKER_PORT"]: String(place.probes),
    };
    const entry = kind === "web" ? "src/server/main.ts" : "src/main.ts";
    const [command = "", ...args] = [
      ...(own?.enter ?? []),
      ...[process.execPath, "--import", join(root, "tooling/chaos/clock.ts"), entry],
    ];
    return keep(name, (n) => {
      const log = openSync(join(logs, `${name}-${n}.log`), "w");
      const child = spawn(command, args, { cwd: join(root, "apps", kind), env, stdio: ["ignore", log, log] });
      closeSync(log);
      return child;
    });
  };
  const keepers = {
    pgbouncer,
    "web-1": await run("web-1"),
    "web-2": await run("web-2"),
    "worker-1": await run("worker-1"),
    "worker-2": await run("worker-2"),
  };
  const hostOf = (name: ProcessName) => `${places.get(name)?.host}:${places.get(name)?.port}`;
  const startNginx = await prepareNginx(join(directory, "nginx"), {
    ...{ name: "desk.waybill.test", port: publicPort, upstreams: [hostOf("web-1"), hostOf("web-2")], from: caller },
  });
  const nginx = keep("nginx", (n) => startNginx(join(logs, `nginx-${n}.log`)));
  const client = new Client(origin, { host: "127.0.0.1", port: publicPort });
  closing.push(() => client.close());
  // All at once: each takes its time to end.
  closing.push(() => Promise.all([...Object.values(keepers), nginx].map((keeper) => keeper.stop())));

  const unready = async () => {
    const found = new Map<string, string>();
    await Promise.all(
      processNames.map(async (name) => {
        const place = places.get(name);
        const problem = await whyUnready(`${place?.host}:${place?.probes}`);
        if (problem) found.set(name, problem);
      }),
    );
    return found;
  };
  for (let waited = 0; ; waited += 0.25) {
    const missing = await unready();
    if (missing.size === 0) break;
    if (waited > startSeconds) throw new Explained(`Not started: ${[...missing].join("; ")}. The logs are in ${logs}.`);
    await sleep(250);
  }
  return {
    ...{ client, secret, server, wires, carrier, mails, disk, machine, ownerUrl, bouncerUrl, unready },
    ...{ hasBouncer, standIns },
    keepers: { ...keepers, nginx },
    excused: [],
  };
}

/** Why a process does not serve, by its own probe; null where it does. */
async function whyUnready(host: string): Promise<string | null> {
  try {
    const answer = await fetch(`http://${host}/ready`, { signal: AbortSignal.timeout(5000) });
    return answer.ok ? null : (await answer.text()).trim();
  } catch (error) {
    return error instanceof Error ? `${error.message} ${error.cause ?? ""}`.trim() : String(error);
  }
}

/** The wires of a name's end or beginning. */
export const wiresOf = ({ wires }: World, pattern: RegExp): Wire[] => wires.filter(({ name }) => pattern.test(name));

/** Works with the database as its owner, by a connection of its own. */
export async function asOwner<T>({ ownerUrl }: Pick<World, "ownerUrl">, work: (sql: Owner) => Promise<T>): Promise<T> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

/** The owner's connection. */
export type Owner = ReturnType<typeof postgres>;
