import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { loadSettings, mayShowOutbox, readEnvFiles } from "@waybill/config";
import { type Cluster, startCluster } from "@waybill/db/cluster";
import { migrate } from "@waybill/db/migrate";
import { root } from "./processes.ts";
import { Explained, step } from "./terminal.ts";

const databaseName = "waybill";

/** What the processes of an installation run in: a database, secrets, a data folder. */
export interface Environment {
  /** The variables for web and worker. */
  env: NodeJS.ProcessEnv;
  /** Whether the database is the embedded one, and not one that `DATABASE_URL` names. */
  embedded: boolean;
  /** Lets go of the data folder and stops the database, where it is ours. */
  close(): Promise<void>;
}

/**
 * Adds what the project's `.env` files say to this process's environment, which goes first. Web and worker run in folders
 * of their own: the files reach them through us.
 */
export function readEnvironment(mode: "production" | "development"): NodeJS.ProcessEnv {
  for (const [name, value] of Object.entries(readEnvFiles(root, mode))) process.env[name] ??= value;
  return process.env;
}

/** The folder that keeps everything: `DATA_DIR`, or `.data` in the project. */
export function dataDirectory(): string {
  return resolve(root, process.env.DATA_DIR ?? ".data");
}

/**
 * Makes the environment ready: takes the data folder for this process alone, starts the embedded Postgres unless
 * `DATABASE_URL` names another, and migrates.
 */
export async function openEnvironment(mode: "production" | "development"): Promise<Environment> {
  const given = readEnvironment(mode);
  const directory = dataDirectory();
  mkdirSync(directory, { recursive: true });
  const unlock = lock(directory);
  let cluster: Cluster | undefined;
  const close = async () => {
    await cluster?.stop();
    unlock();
  };
  try {
    const own = { DATABASE_URL: given.DATABASE_URL, DATABASE_OWNER_URL: given.DATABASE_OWNER_URL };
    if (!own.DATABASE_URL && !given.DATABASE_URL_FILE) {
      step("Starting Postgres");
      cluster = await startCluster({ directory, onProgress: step });
      await cluster.createDatabase(databaseName);
      own.DATABASE_URL = cluster.applicationUrl(databaseName);
      own.DATABASE_OWNER_URL = cluster.url(databaseName);
    }
    const env: NodeJS.ProcessEnv = {
      LOG_FORMAT: process.stdout.isTTY ? "pretty" : "json",
      ...given,
      ...own,
      NODE_ENV: mode,
      DATA_DIR: directory,
      PORT: given.PORT ?? "3000",
      AUTH_SECRET: given.AUTH_SECRET ?? keptSecret(directory),
      DATABASE_EMBEDDED: String(cluster !== undefined),
    };
    // Where mail is neither sent nor could others read it, it goes to a page.
    if (mayShowOutbox(loadSettings({ env }))) env.MAIL_OUTBOX ||= "true";
    const url = own.DATABASE_OWNER_URL ?? own.DATABASE_URL;
    if (!url) throw new Explained("Give DATABASE_URL itself; the start does not read DATABASE_URL_FILE.");
    step("Migrating the database");
    await migrate(url);
    return { env, embedded: cluster !== undefined, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @throws {Explained} where another process works on the data folder. */
export function requireUnlocked(directory: string = dataDirectory()): void {
  const file = join(directory, "waybill.pid");
  const pid = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  if (pid && pid !== process.pid && isAlive(pid)) {
    throw new Explained(
      `Waybill already runs on ${directory} (process ${pid}). Stop it with: kill ${pid} — or use another folder: DATA_DIR=.data2`,
    );
  }
}

/** Makes sure that one process alone works on a data folder. @returns what lets go of it */
function lock(directory: string): () => void {
  requireUnlocked(directory);
  const file = join(directory, "waybill.pid");
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // The number may have gone to another program since.
  const commandLine = `/proc/${pid}/cmdline`;
  return !existsSync(commandLine) || readFileSync(commandLine, "utf8").includes("tooling");
}

/** A secret made once for this data folder. */
function keptSecret(directory: string): string {
  const file = join(directory, "auth-secret");
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("hex"), { mode: 0o600 });
  return readFileSync(file, "utf8");
}

/** @throws {Explained} where the port is taken, with a way out. */
export async function requirePort(port: number, host: string): Promise<void> {
  const probe = createServer();
  await new Promise<void>((free, taken) => {
    probe.once("error", (error: NodeJS.ErrnoException) =>
      taken(
        new Explained(
          error.code === "EADDRINUSE"
            ? `Port ${port} is taken. Stop what uses it, or choose another: PORT=${port + 1} npm start`
            : `Port ${port} of ${host} cannot be listened on: ${error.message}. Look at HOST and PORT.`,
        ),
      ),
    );
    probe.listen(port, host, free);
  });
  await new Promise((closed) => probe.close(closed));
}
