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
import { makeMachine } from "./network.ts";
import { Wire } from "./wire.ts";

// Two machines that share a database and a bucket, and no disk. Root on Linux gives each a network of its own, with no way to
// the other; elsewhere they are two folders of one machine.

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

/** Makes a machine. @param number tells it from others */
async function machineOf(number: number) {
  const made = makeMachine(number);
  const apart = typeof made !== "string";
  if (apart) closing.push(made.remove);
  const [toDatabase, toBucket] = apart ? [made.back, made.front] : ["127.0.0.1", "127.0.0.1"];
  const wire = async (name: string, url: string, address: string) => {
    const one = await Wire.open(name, { host: "127.0.0.1", port: Number(new URL(url).port) }, address);
    closing.push(() => one.close());
    return one.through(url);
  };
  const data = join(directory, `data-${number}`);
  mkdirSync(data);
  const env = {
    ...{ PATH: process.env.PATH, NODE_ENV: "test", LOG_LEVEL: "info", DATA_DIR: data },
    ...{ MAIL_OUTBOX: "true", DATABASE_EMBEDDED: "true", AUTH_SECRET: "the secret of both machines, long enough" },
    ...s3.settings,
    S3_ENDPOINT: (await wire("bucket", s3.settings.S3_ENDPOINT, toBucket)).replace(/\/$/, ""),
    DATABASE_URL: await wire("database", cluster.applicationUrl("desk"), toDatabase),
  } satisfies NodeJS.ProcessEnv;
  const begin = (folder: string, ...args: string[]): ChildProcess & { stdout: NodeJS.ReadableStream } => {
    const [program = "", ...rest] = [...(apart ? made.enter : []), process.execPath, "src/main.ts", ...args];
    return spawn(program, rest, { cwd: join(root, folder), env, stdio: ["ignore", "pipe", "inherit"] });
  };
  /** Runs the command line there. @returns what it prints */
  const waybill = async (...args: string[]): Promise<string> => {
    const child = begin("apps/cli", ...args);
    const ended = new Promise((resolve) => child.once("exit", resolve));
    const [said, code] = await Promise.all([text(child.stdout), ended]);
    expect(code, said).toBe(0);
    return said;
  };
  return { data, begin, waybill };
}

test("what is uploaded on one machine is read by a job on the other, and what that makes is read on the first", async () => {
  const [desk, works] = [await machineOf(198), await machineOf(199)];
  const worker = works.begin("apps/worker");
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
