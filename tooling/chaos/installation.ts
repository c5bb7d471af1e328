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
import { UserError } from "../cli/terminal.ts";
import { FaultyCarrier } from "./carrier.ts";
import { Client } from "./client.ts";
import { type Disk, mountDisk } from "./disk.ts";
import { ManagedProcess } from "./managed-process.ts";
import { createNamespace, type NetworkNamespace } from "./network-namespace.ts";
import { Server } from "./server.ts";
import { hasService, prepareBouncer, prepareNginx } from "./services.ts";
import { TcpProxy } from "./tcp-proxy.ts";

/** Number of connections from PgBouncer to Postgres. */
export const bouncerConnections = 20;

/** The names of the processes of Waybill. */
const processNames = ["web-1", "web-2", "worker-1", "worker-2"] as const;
type ProcessName = (typeof processNames)[number];

/** The installation under test, with its points for fault injection. */
export interface Installation {
  client: Client;
  secret: string;
  server: Server;
  processes: Record<ProcessName | "nginx" | "pgbouncer", ManagedProcess>;
  /** Proxies between the processes, with names like `web-1 → pgbouncer`. */
  proxies: readonly TcpProxy[];
  carrier: FaultyCarrier;
  /** The recipients of mails, one entry per mail. */
  mails: string[];
  /** The database's disk, or why it has no separate one. */
  disk: Disk | string;
  /** The network namespace of web-1, or why it has none. */
  namespace: NetworkNamespace | string;
  hasBouncer: boolean;
  /** Sentences about substitutes for programs that are not installed. */
  substitutes: readonly string[];
  /** The database's URL for its owner, and through PgBouncer. */
  ownerUrl: string;
  bouncerUrl: string;
  /** Periods in which connections of users may end, because nginx was killed. */
  expectedDisconnects: { from: number; to: number }[];
  /** The time from the start of the processes until all of them were ready, in seconds. */
  startSeconds: number;
  /** The processes that are not ready, with the reason. */
  unready(): Promise<Map<string, string>>;
  close(): Promise<void>;
}

/** The folder of all logs. */
export const logs = join(root, ".artifacts/chaos");

/** Timeout of the start, in seconds. */
const maxStartSeconds = 120;

/** Starts everything: two web processes and two workers behind nginx and PgBouncer, with Postgres, SMTP, S3 and a carrier. */
export async function openInstallation(random: () => number): Promise<Installation> {
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
): Promise<Omit<Installation, "close">> {
  // Each of several runs has its own namespace.
  const namespace = createNamespace(1 + (process.pid % 200));
  if (typeof namespace !== "string") closing.push(namespace.remove);
  const front = typeof namespace === "string" ? "127.0.0.1" : namespace.front;
  const disk = mountDisk(join(directory, "disk"));
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
  smtp.on("error", () => {}); // connections ended by a fault
  await new Promise<void>((listening) => smtp.listen(0, "127.0.0.1", listening));
  closing.push(() => new Promise<void>((closed) => smtp.close(closed)));
  const { port: smtpPort } = smtp.server.address() as AddressInfo; // a TCP server's address is never a string
  const s3 = await S3Server.start();
  closing.push(() => s3.stop());
  const carrier = new FaultyCarrier(random);
  const carrierPort = await carrier.start();
  closing.push(() => carrier.stop());

  const bouncerPort = await freePort();
  const bouncerUrl = (() => {
    const url = new URL(directUrl);
    url.host = `127.0.0.1:${bouncerPort}`;
    return url.href;
  })();
  const proxies: TcpProxy[] = [];
  const proxy = async (name: string, to: number, address = front) => {
    const made = await TcpProxy.open(name, { host: "127.0.0.1", port: to }, address);
    proxies.push(made);
    closing.push(() => made.close());
    return made;
  };
  const serverPort = Number(new URL(directUrl).port);
  const [toSmtp, toS3, toCarrier] = [
    await proxy("waybill → smtp", smtpPort),
    await proxy("waybill → s3", Number(new URL(s3.settings.S3_ENDPOINT).port)),
    await proxy("waybill → carrier", carrierPort),
  ];

  // nginx connects from an address of its own, where possible.
  const caller = typeof namespace === "string" && process.platform === "linux" ? "127.0.0.2" : front;
  const publicPort = await freePort();
  const origin = `https://desk.waybill.test:${publicPort}`;
  const hasBouncer = hasService("pgbouncer");
  const substitutes = [
    ...(hasBouncer ? [] : ["Connections to Postgres have no pooler, because PgBouncer is not installed"]),
    ...(hasService("nginx") ? [] : ["A proxy in Node replaces nginx, which is not installed"]),
  ];
  const secret = `a secret for a run with faults ${randomUUID()}`;
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
  const manage = (name: string, start: ConstructorParameters<typeof ManagedProcess>[1]) => {
    const managed = new ManagedProcess(name, start);
    closing.push(() => managed.stop());
    return managed;
  };
  const pgbouncer = manage("pgbouncer", (n) => startBouncer(join(logs, `pgbouncer-${n}.log`)));

  const addresses = new Map<string, { host: string; port: number; probes: number }>();
  const run = async (name: ProcessName) => {
    const kind = name.startsWith("web") ? "web" : "worker";
    const own = name === "web-1" && typeof namespace !== "string" ? namespace : null;
    const [bouncer, direct] = [
      await proxy(`${name} → pgbouncer`, bouncerPort, own?.back),
      await proxy(`${name} → postgres`, serverPort, own?.back),
    ];
    const address = { host: own?.address ?? "127.0.0.1", port: await freePort(), probes: await freePort() };
    addresses.set(name, address);
    const env = {
      ...environmentOf(kind, {
        ...common,
        DATABASE_URL: bouncer.through(bouncerUrl),
        DATABASE_LISTEN_URL: direct.through(directUrl),
        ...{ HOST: address.host, PORT: String(address.port) },
      }),
      [kind === "web" ? "METRICS_PORT" : "WORKER_PORT"]: String(address.probes),
    };
    const entry = kind === "web" ? "src/server/main.ts" : "src/main.ts";
    const [command = "", ...args] = [
      ...(own?.enter ?? []),
      ...[process.execPath, "--import", join(root, "tooling/chaos/clock.ts"), entry],
    ];
    return manage(name, (n) => {
      const log = openSync(join(logs, `${name}-${n}.log`), "w");
      const child = spawn(command, args, { cwd: join(root, "apps", kind), env, stdio: ["ignore", log, log] });
      closeSync(log);
      return child;
    });
  };
  const startedAt = performance.now();
  const processes = {
    pgbouncer,
    "web-1": await run("web-1"),
    "web-2": await run("web-2"),
    "worker-1": await run("worker-1"),
    "worker-2": await run("worker-2"),
  };
  const hostOf = (name: ProcessName) => `${addresses.get(name)?.host}:${addresses.get(name)?.port}`;
  const startNginx = await prepareNginx(join(directory, "nginx"), {
    ...{ name: "desk.waybill.test", port: publicPort, upstreams: [hostOf("web-1"), hostOf("web-2")], from: caller },
  });
  const nginx = manage("nginx", (n) => startNginx(join(logs, `nginx-${n}.log`)));
  const client = new Client(origin, { host: "127.0.0.1", port: publicPort });
  closing.push(() => client.close());
  // In parallel, because each takes a while to exit.
  closing.push(() => Promise.all([...Object.values(processes), nginx].map((managed) => managed.stop())));

  const unready = async () => {
    const found = new Map<string, string>();
    await Promise.all(
      processNames.map(async (name) => {
        const address = addresses.get(name);
        const problem = await whyUnready(`${address?.host}:${address?.probes}`);
        if (problem) found.set(name, problem);
      }),
    );
    return found;
  };
  for (let waited = 0; ; waited += 0.25) {
    const missing = await unready();
    if (missing.size === 0) break;
    if (waited > maxStartSeconds)
      throw new UserError(`Not started: ${[...missing].join("; ")}. The logs are in ${logs}.`);
    await sleep(250);
  }
  return {
    ...{ client, secret, server, proxies, carrier, mails, disk, namespace, ownerUrl, bouncerUrl, unready },
    ...{ hasBouncer, substitutes, startSeconds: (performance.now() - startedAt) / 1000 },
    processes: { ...processes, nginx },
    expectedDisconnects: [],
  };
}

/** Why a process is not ready, from its probe; null if it is. */
async function whyUnready(host: string): Promise<string | null> {
  try {
    const answer = await fetch(`http://${host}/ready`, { signal: AbortSignal.timeout(5000) });
    return answer.ok ? null : (await answer.text()).trim();
  } catch (error) {
    return error instanceof Error ? `${error.message} ${error.cause ?? ""}`.trim() : String(error);
  }
}

/** The proxies whose names match. */
export const proxiesOf = ({ proxies }: Installation, pattern: RegExp): TcpProxy[] =>
  proxies.filter(({ name }) => pattern.test(name));

/** Runs queries as the owner, on a separate connection. */
export async function asOwner<T>(
  { ownerUrl }: Pick<Installation, "ownerUrl">,
  work: (sql: Owner) => Promise<T>,
): Promise<T> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

/** The owner's connection. */
export type Owner = ReturnType<typeof postgres>;
