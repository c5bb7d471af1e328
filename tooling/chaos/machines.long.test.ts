import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type Cluster, startCluster } from "@waybill/cluster";
import { migrate } from "@waybill/db/migrate";
import { postgres } from "@waybill/db/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { S3Server } from "../../packages/api/src/testing/s3.ts";
import { root } from "../cli/processes.ts";
import { createNamespace } from "./network-namespace.ts";
import { TcpProxy } from "./tcp-proxy.ts";

// Two machines that share a database and a bucket, but no disk. As root on Linux each is a network namespace without a route to
// the other; otherwise they are two folders of one machine.

const directory = mkdtempSync(join(tmpdir(), "waybill-machines-"));
const closing: (() => unknown)[] = [];
let cluster: Cluster;
let s3: S3Server;

beforeAll(async () => {
  cluster = await startCluster({ directory: join(directory, "cluster"), parameters: { fsync: "off" } });
  await cluster.createDatabase("desk");
  await migrate(cluster.url("desk"));
  const owner = postgres(cluster.url("desk"), { max: 1 });
  await owner`insert into users (id, name, email, email_verified_at) values (gen_random_uuid(), 'Ada', 'ada@example.test', now())`;
  await owner.end();
  s3 = await S3Server.start();
}, 60_000);
afterAll(async () => {
  for (const close of closing.toReversed()) await close();
  await s3.stop();
  await cluster.remove();
  rmSync(directory, { recursive: true, force: true });
});

/** Creates a machine. @param number its unique number */
async function createMachine(number: number) {
  const namespace = createNamespace(number);
  const isIsolated = typeof namespace !== "string";
  if (isIsolated) closing.push(namespace.remove);
  const [toDatabase, toBucket] = isIsolated ? [namespace.back, namespace.front] : ["127.0.0.1", "127.0.0.1"];
  const proxy = async (name: string, url: string, address: string) => {
    const one = await TcpProxy.open(name, { host: "127.0.0.1", port: Number(new URL(url).port) }, address);
    closing.push(() => one.close());
    return one.through(url);
  };
  const data = join(directory, `data-${number}`);
  mkdirSync(data);
  const env = {
    ...{ PATH: process.env.PATH, NODE_ENV: "test", LOG_LEVEL: "info", DATA_DIR: data },
    ...{ MAIL_OUTBOX: "true", DATABASE_EMBEDDED: "true", AUTH_SECRET: "the secret of both machines, long enough" },
    ...s3.settings,
    S3_ENDPOINT: (await proxy("bucket", s3.settings.S3_ENDPOINT, toBucket)).replace(/\/$/, ""),
    DATABASE_URL: await proxy("database", cluster.applicationUrl("desk"), toDatabase),
  } satisfies NodeJS.ProcessEnv;
  const start = (folder: string, ...args: string[]): ChildProcess & { stdout: NodeJS.ReadableStream } => {
    const [program = "", ...rest] = [...(isIsolated ? namespace.enter : []), process.execPath, "src/main.ts", ...args];
    return spawn(program, rest, { cwd: join(root, folder), env, stdio: ["ignore", "pipe", "inherit"] });
  };
  /** Runs the command line on the machine. @returns its output */
  const waybill = async (...args: string[]): Promise<string> => {
    const child = start("apps/cli", ...args);
    const ended = new Promise((resolve) => child.once("exit", resolve));
    const [output, code] = await Promise.all([text(child.stdout), ended]);
    expect(code, output).toBe(0);
    return output;
  };
  return { data, start, waybill };
}

test("a job on one machine reads an upload of the other, which reads the job's file", async () => {
  const [desk, works] = [await createMachine(198), await createMachine(199)];
  const worker = works.start("apps/worker");
  const ended = new Promise<number | null>((resolve) => worker.once("exit", resolve));
  closing.push(async () => {
    worker.kill("SIGTERM");
    await ended;
  });
  let log = "";
  worker.stdout.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  await expect.poll(() => log, { timeout: 60_000 }).toContain("worker ready");

  await desk.waybill("tenants", "create", "--name", "Acme", "--slug", "acme", "--owner", "ada@example.test");
  const file = join(desk.data, "places.csv");
  writeFileSync(file, "code,name,country,city\nI-1,Ada,DE,Berlin\nI-2,Grace,DE,Bonn\n");
  const as = ["--tenant", "acme", "--as", "ada@example.test"];
  await desk.waybill("import", "places", file, ...as);
  const exported = await desk.waybill("export", "places", "--output", "-", ...as);
  expect(exported).toMatch(/I-1.*Ada/);
  expect(exported).toMatch(/I-2.*Grace/);
  for (const { data } of [desk, works]) expect(existsSync(join(data, "files"))).toBe(false);
  expect((await s3.entries()).length).toBeGreaterThan(1);
}, 180_000);
