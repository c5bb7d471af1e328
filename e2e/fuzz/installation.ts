import { mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCluster } from "@waybill/cluster";
import { Database } from "@waybill/db";
import { migrate } from "@waybill/db/migrate";
import { freePort, root, startProcess, stopProcess, untilAnswering } from "../support/processes.ts";

/** The heap limit of the web process in megabytes. */
const heapMegabytes = 512;

/** The limit of the web process's total memory in megabytes. */
export const maxMegabytes = 1200;

/** The installation under test. */
export interface Installation {
  /** The URL of the web process. */
  base: string;
  secret: string;
  /** The application's login, for creating people. */
  database: Database;
  /** The memory of the web process in megabytes. */
  memory(): Promise<number>;
  /** Log lines that must not occur. */
  complaints(): string[];
  close(): Promise<void>;
}

/** Patterns of such lines: an error, an unhandled rejection, a value that only the database refused. */
const complaint = /unhandled|uncaught|⨯|"level":[56]0|no schema had refused|heap out of memory/i;

/** Starts a separate Postgres and a web process of the production build. */
export async function openInstallation(): Promise<Installation> {
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
    // Trusted, so that forwarded headers are inputs too.
    TRUST_PROXY: "true",
    DATA_DIR: directory,
    DATABASE_URL: cluster.applicationUrl("waybill"),
    DATABASE_OWNER_URL: cluster.url("waybill"),
    AUTH_SECRET: secret,
    // Mail is queued but not sent.
    SMTP_URL: "smtp://127.0.0.1:9",
  };
  const web = startProcess(
    "web",
    "apps/web",
    [`--max-old-space-size=${heapMegabytes}`, "src/server/main.ts"],
    env,
    logs,
  );
  await untilAnswering(`${base}/api/trpc/system.health`, logs).catch(async (error) => {
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
