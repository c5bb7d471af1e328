import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import autocannon from "autocannon";
import type { Row } from "../measure.ts";
import type { World } from "../world.ts";

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
  stop(): Promise<void>;
}

/** Starts a server and waits until `path` answers. @throws if it exits or does not answer within a minute */
export async function serve(cwd: string, entry: string, env: Record<string, string>, path: string): Promise<Served> {
  const port = await freePort();
  const child: ChildProcess = spawn(process.execPath, [entry], {
    cwd,
    env: { ...process.env, ...env, PORT: String(port), NODE_ENV: "production" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const base = `http://localhost:${port}`;
  for (let tries = 0; !(await fetch(`${base}${path}`).catch(() => null))?.ok; tries += 1) {
    if (child.exitCode !== null || tries === 240) throw new Error(`${entry} does not answer at ${path}.`);
    await sleep(250);
  }
  return {
    base,
    async stop() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** Starts Waybill's web server, built for production. @param more additional settings */
export function serveWaybill({ settings }: World, more: Record<string, string> = {}): Promise<Served> {
  const entries = Object.entries(settings).map(([name, value]) => [name, String(value)]);
  const env = { ...Object.fromEntries(entries), MAIL_OUTBOX: "false", ...more };
  return serve(join(folder, "../apps/web"), "src/server/main.ts", env, "/api/trpc/core.health");
}

/** Signs in over HTTP, like a browser. @returns the cookies */
export async function signIn({ base }: Served, email: string, password: string): Promise<string> {
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

/** Requests per second over eight connections. @throws for an answer other than 200 */
async function requests(url: string, headers: Record<string, string>): Promise<number> {
  const { requests: counted, non2xx, errors } = await autocannon({ url, headers, connections: 8, duration: 4 });
  if (non2xx > 0 || errors > 0) throw new Error(`${url}: ${non2xx} errors and ${errors} requests without an answer.`);
  return counted.average;
}

/** `parcels.list` over HTTP, compared with the bare query in the same Next.js and tRPC. */
export async function listOverHttp(world: World, ours: Served, cookie: string): Promise<Row> {
  const { bed, ownerUrl } = world;
  const theirs = await serve(join(folder, "reference"), "server.ts", { DATABASE_URL: ownerUrl }, "/api/trpc/ping");
  const input = encodeURIComponent(JSON.stringify({ limit: 50 }));
  const bare = encodeURIComponent(JSON.stringify({ tenantId: bed.id, limit: 50 }));
  return {
    name: "list-over-http",
    what: "parcels.list, 50 rows, over HTTP: session, tenant, permission, row-level security, logs",
    reference: "the same Next.js and tRPC: a public procedure, one Drizzle query with a tenant filter",
    goal: 1.5,
    better: "more",
    ours: () => requests(`${ours.base}/api/trpc/parcels.list?input=${input}`, { cookie, "x-tenant-id": bed.slug }),
    theirs: () => requests(`${theirs.base}/api/trpc/parcels.list?input=${bare}`, {}),
    close: () => theirs.stop(),
  };
}
