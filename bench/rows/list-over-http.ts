import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import autocannon from "autocannon";
import type { Row } from "../measure.ts";
import { profiledEnv } from "../profiles.ts";
import { settingsAsEnv, type World } from "../world.ts";

const folder = join(import.meta.dirname, "..");

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, listening));
  const address = probe.address();
  await new Promise((closed) => probe.close(closed));
  return typeof address === "object" && address ? address.port : 0;
}

/** A web server in a separate process. */
export interface Served {
  base: string;
  pid: number;
  stop(): Promise<void>;
}

/** Starts a server and waits until `path` answers. @throws if it exits or does not answer within a minute */
export async function serve(cwd: string, entry: string, env: Record<string, string>, path: string): Promise<Served> {
  const port = await freePort();
  const child: ChildProcess = spawn(process.execPath, [entry], {
    cwd,
    env: { ...process.env, ...profiledEnv(), ...env, PORT: String(port), NODE_ENV: "production" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const base = `http://localhost:${port}`;
  for (let tries = 0; !(await fetch(`${base}${path}`).catch(() => null))?.ok; tries += 1) {
    if (child.exitCode !== null || tries === 240) throw new Error(`${entry} does not answer at ${path}.`);
    await sleep(250);
  }
  return {
    base,
    pid: child.pid ?? 0,
    async stop() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** The resident memory of a process, in bytes. */
export const residentBytes = (pid: number): number =>
  Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) * 1024;

/** Starts Waybill's web server, built for production. @param more additional settings */
export function serveWaybill({ settings }: World, more: Record<string, string> = {}): Promise<Served> {
  const env = { ...settingsAsEnv(settings), MAIL_OUTBOX: "false", ...more };
  return serve(join(folder, "../apps/web"), "src/server/main.ts", env, "/api/trpc/system.health");
}

/** Signs in over HTTP, like a browser. @returns the cookies */
export async function signIn({ base }: Pick<Served, "base">, email: string, password: string): Promise<string> {
  const cookies = new Map<string, string>();
  const keep = (response: Response) => {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      cookies.set(pair.slice(0, pair.indexOf("=")), pair);
    }
  };
  const csrf = await fetch(`${base}/api/auth/csrf`);
  keep(csrf);
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const answer = await fetch(`${base}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded", cookie: [...cookies.values()].join("; ") },
    body: new URLSearchParams({ csrfToken, email, password }),
  });
  keep(answer);
  return [...cookies.values()].join("; ");
}

/** Results of autocannon over eight connections. @throws for a status other than 200 */
async function load(url: string, headers: Record<string, string>) {
  const result = await autocannon({ url, headers, connections: 8, duration: 4 });
  const { non2xx, errors } = result;
  if (non2xx > 0 || errors > 0) throw new Error(`${url}: ${non2xx} errors and ${errors} requests without an answer.`);
  return result;
}

/** `parcels.list` over HTTP, compared with the bare query in the same Next.js and tRPC. */
async function sides({ tenant, ownerUrl }: World, ours: Served, cookie: string) {
  const theirs = await serve(join(folder, "reference"), "server.ts", { DATABASE_URL: ownerUrl }, "/api/trpc/ping");
  const input = encodeURIComponent(JSON.stringify({ limit: 50 }));
  const bare = encodeURIComponent(JSON.stringify({ tenantId: tenant.id, limit: 50 }));
  return {
    ours: () => load(`${ours.base}/api/trpc/parcels.list?input=${input}`, { cookie, "x-tenant-id": tenant.slug }),
    theirs: () => load(`${theirs.base}/api/trpc/parcels.list?input=${bare}`, {}),
    close: () => theirs.stop(),
  };
}

const reference = "the same Next.js and tRPC: a public procedure, one Drizzle query with a tenant filter";

/** The rate, in requests per second. */
export async function listOverHttp(world: World, served: Served, cookie: string): Promise<Row> {
  const { ours, theirs, close } = await sides(world, served, cookie);
  return {
    name: "list-over-http",
    what: "parcels.list, 50 rows, over HTTP: session, tenant, permission, row-level security, logs",
    reference,
    goal: 1.5,
    better: "more",
    ours: async () => (await ours()).requests.average,
    theirs: async () => (await theirs()).requests.average,
    close,
  };
}

/** The 99th percentile of the durations under the same load, in milliseconds. */
export async function listOverHttpP99(world: World, served: Served, cookie: string): Promise<Row> {
  const { ours, theirs, close } = await sides(world, served, cookie);
  return {
    name: "list-over-http-p99",
    what: "the same, 99th percentile of the time to answer",
    reference,
    goal: 1.2,
    better: "less",
    ours: async () => (await ours()).latency.p99,
    theirs: async () => (await theirs()).latency.p99,
    close,
  };
}
