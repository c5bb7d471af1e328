import { mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCluster } from "@waybill/cluster";
import { Database } from "@waybill/db";
import { migrate } from "@waybill/db/migrate";
import { freePort, root, startProcess, stopProcess, untilAnswering } from "../support/processes.ts";

/** The most memory that the web process may have for JavaScript, in megabytes: more than this, and it dies. */
const heapMegabytes = 512;

/** The most memory that the web process may hold altogether, in megabytes. */
export const mostMegabytes = 1200;

/** What the inputs are sent to. */
export interface World {
  /** The address of the web process. */
  base: string;
  secret: string;
  /** The application's own login, to make people with. */
  database: Database;
  /** How much memory the web process holds, in megabytes. */
  memory(): Promise<number>;
  /** What the web process has logged that it should not have: line by line. */
  complaints(): string[];
  close(): Promise<void>;
}

/** What no input may bring about in the log: an error, a rejection that nobody handles, a value that a schema let in. */
const complaint = /unhandled|uncaught|⨯|"level":[56]0|no schema had refused|heap out of memory/i;

/** Starts a Postgres and one web process of the production build, for nobody but the fuzzer. */
export async function openWorld(): Promise<World> {
  const directory = mkdtempSync(join(tmpdir(), "waybill-fuzz-"));
  const logs = join(root, ".artifacts/fuzz");
  mkdirSync(logs, { recursive: true });
  const [port, metrics] = await Promise.all([freePort(), freePort()]);
  const cluster = await startCluster({ directory, parameters: { fsync: "off", synchronous_commit: "off" } });
  await cluster.createDatabase("waybill");
  await migrate(cluster.url("waybill"));
  const base = `http://localhost:${port}`;
  const secret = "the fuzzer's own secret, long enough";
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: "production",
    LOG_LEVEL: "info",
    LOG_FORMAT: "json",
    PORT: String(port),
    METRICS_PORT: String(metrics),
    PUBLIC_URL: base,
    // So that what a proxy says of the client is read, and an input like any other.
    TRUST_PROXY: "true",
    DATA_DIR: directory,
    DATABASE_URL: cluster.applicationUrl("waybill"),
    DATABASE_OWNER_URL: cluster.url("waybill"),
    AUTH_SECRET: secret,
    // Mail is queued, and no worker sends it.
    SMTP_URL: "smtp://127.0.0.1:9",
  };
  const web = startProcess(
    "web",
    "apps/web",
    [`--max-old-space-size=${heapMegabytes}`, "src/server/main.ts"],
    env,
    logs,
  );
  await untilAnswering(`${base}/api/trpc/core.health`, logs).catch(async (error) => {
    await stopProcess(web);
    await cluster.stop();
    throw error;
  });
  const database = new Database({ url: cluster.applicationUrl("waybill"), max: 4 });
  return {
    base,
    secret,
    database,
    async memory() {
      const text = await (await fetch(`http://localhost:${metrics}/metrics`)).text();
      return Number(/^process_resident_memory_bytes(?:\{.*\})? (\S+)$/m.exec(text)?.[1]) / 1024 / 1024;
    },
    complaints: () =>
      readFileSync(join(logs, "web.log"), "utf8")
        .split("\n")
        .filter((line) => complaint.test(line)),
    async close() {
      await database.close();
      await stopProcess(web);
      await cluster.remove();
    },
  };
}
