import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Cluster, clusterHome, type Databases, findCluster, startCluster } from "@waybill/cluster";
import {
  loadSettings,
  mayShowOutbox,
  migrationSettings,
  ownerMissing,
  readEnvFiles,
  readSources,
  SettingsError,
} from "@waybill/config";
import { migrate } from "@waybill/db/migrate";
import { type Holder, holderOf, lockFolder, refuseRunning } from "./folder-lock.ts";
import { root } from "./processes.ts";
import { complain, step, UserError } from "./terminal.ts";

/** The name of the embedded database. */
export const databaseName = "waybill";

/** The environment of an installation's processes: database, secrets, data folder. */
export interface Environment {
  /** The variables for web and worker. */
  env: NodeJS.ProcessEnv;
  /** Whether the database is the embedded one. */
  embedded: boolean;
  /** Resolves with a sentence when the embedded database has ended and cannot be restarted. */
  lost: Promise<string>;
  /** Releases the data folder and stops the database, if this command has taken and started them. */
  close(): Promise<void>;
}

/**
 * Adds the project's `.env` files to this process's environment, which takes precedence. Web and worker run in other folders, so
 * the start passes the values on.
 */
export function readEnvironment(mode: "production" | "development"): NodeJS.ProcessEnv {
  for (const [name, value] of Object.entries(readEnvFiles(root, mode))) process.env[name] ??= value;
  return process.env;
}

/**
 * A setting that the start itself reads, from an environment or from the file of `NAME_FILE`.
 *
 * @throws {UserError} if that file cannot be read
 */
export function settingIn(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const { given, unreadable } = readSources({ env }, [name]);
  const [wrong] = Object.keys(unreadable);
  if (wrong) throw new UserError(`${wrong} names a file that cannot be read: ${env[wrong]}.`);
  return given[name]?.value;
}

/** Whether a setting is given, directly or as a file. */
const isGiven = (env: NodeJS.ProcessEnv, name: string): boolean => Boolean(env[name] || env[`${name}_FILE`]);

/** Whether the database is the embedded one. */
export const isEmbedded = (env: NodeJS.ProcessEnv): boolean => !isGiven(env, "DATABASE_URL");

/** The data folder: `DATA_DIR`, or `.data` in the project. */
export function dataDirectory(): string {
  return resolve(root, settingIn(process.env, "DATA_DIR") ?? ".data");
}

/** How a command shares the data folder with a running Waybill and with later commands. */
const modes = {
  /** Runs until it is stopped, with exclusive use of the folder: `npm start`. */
  exclusive: { stays: true, joins: false },
  /** A short command. Uses the database of a running Waybill. */
  command: { stays: false, joins: true },
  /** Runs until it is stopped. Uses the database of a running Waybill. */
  viewer: { stays: true, joins: true },
};

/**
 * Prepares the environment: locks the data folder, and starts the embedded Postgres without `DATABASE_URL`. If a Waybill runs on the
 * folder, uses its database or refuses, depending on `use`.
 *
 * Exclusive use validates all settings and migrates. Other commands accept settings and database as they are, and migrate only an
 * embedded database that they have just created.
 *
 * @param options.migrates whether to migrate the embedded database in any case.
 * @throws {UserError} if a running Waybill prevents the command
 */
export async function openEnvironment(
  mode: "production" | "development",
  use: keyof typeof modes,
  { migrates = use === "exclusive" } = {},
): Promise<Environment> {
  const given = readEnvironment(mode);
  const directory = dataDirectory();
  mkdirSync(directory, { recursive: true });
  const { stays, joins } = modes[use];
  const embedded = isEmbedded(given);
  const another = ["DATABASE_OWNER_URL", "DATABASE_LISTEN_URL"].find((name) => isGiven(given, name));
  if (embedded && another) {
    throw new UserError(
      `${another} is set without DATABASE_URL, so the embedded database would be used. Set DATABASE_URL too.`,
    );
  }
  const lock = await lockFolder(directory, { stays, embedded });
  if ("pid" in lock && !joins) refuseRunning(directory, lock);
  let cluster: Cluster | undefined;
  let isNew = false;
  const lost = Promise.withResolvers<string>();
  const closing = new AbortController();
  let restarting: Promise<void> | undefined;
  const restart = (how: string) => {
    if (!cluster) return;
    restarting = restartCluster(cluster, how, directory, closing.signal).then((why) => {
      if (why) lost.resolve(why);
    });
  };
  const close = async () => {
    closing.abort();
    // A server that is starting is stopped when it runs.
    await restarting;
    await cluster?.stop();
    if ("release" in lock) lock.release();
  };
  try {
    const own = { DATABASE_URL: given.DATABASE_URL, DATABASE_OWNER_URL: given.DATABASE_OWNER_URL };
    if (embedded && "release" in lock) {
      step("Starting Postgres");
      cluster = await startCluster({ directory, onProgress: step, onDeath: restart });
      isNew = await cluster.createDatabase(databaseName);
    }
    const databases = cluster ?? ("pid" in lock ? await runningDatabases(directory, lock, embedded) : null);
    if (databases) {
      own.DATABASE_URL = databases.applicationUrl(databaseName);
      own.DATABASE_OWNER_URL = databases.url(databaseName);
    }
    const env: NodeJS.ProcessEnv = {
      LOG_FORMAT: process.stdout.isTTY ? "pretty" : "json",
      ...given,
      ...own,
      NODE_ENV: mode,
      DATA_DIR: directory,
      PORT: given.PORT ?? "3000",
      // No load balancer uses these processes.
      DRAIN_DELAY_SECONDS: given.DRAIN_DELAY_SECONDS ?? "0",
      AUTH_SECRET: isGiven(given, "AUTH_SECRET") ? given.AUTH_SECRET : storedSecret(directory),
      AUTH_SECRET_FORMER: isGiven(given, "AUTH_SECRET_FORMER") ? given.AUTH_SECRET_FORMER : formerSecrets(directory),
      DATABASE_EMBEDDED: String(embedded),
    };
    // Without a mail server, and if others cannot read it, mail is shown on a page.
    if (readOutbox(env, use !== "exclusive")) env.MAIL_OUTBOX ||= "true";
    if (migrates || isNew) await migrateBy(env);
    if ("release" in lock) lock.ready();
    return { env, embedded, lost: lost.promise, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Migrates the database of an environment and reports progress.
 *
 * @throws {UserError} without a database
 */
export async function migrateBy(env: NodeJS.ProcessEnv): Promise<void> {
  const settings = migrationSettings({ env });
  if (!settings) throw new UserError(ownerMissing);
  step("Migrating the database");
  await migrate(settings.url, { waitSeconds: settings.waitSeconds, onProgress: step });
}

/** Whether mail may be shown on a page. @param lenient false for invalid settings, instead of an error. @throws {SettingsError} */
function readOutbox(env: NodeJS.ProcessEnv, lenient: boolean): boolean {
  try {
    return mayShowOutbox(loadSettings({ env }));
  } catch (error) {
    if (lenient && error instanceof SettingsError) return false;
    throw error;
  }
}

/** The delays before each restart of an ended database, in seconds; then it is given up. */
const restartDelays = [0.5, 1, 2, 4, 8, 8, 8];

/**
 * Restarts the embedded database.
 *
 * @returns a sentence on failure; null if it runs again, or was aborted
 */
async function restartCluster(
  cluster: Cluster,
  how: string,
  directory: string,
  signal: AbortSignal,
): Promise<string | null> {
  let why = how;
  for (const seconds of restartDelays) {
    if (signal.aborted) return null;
    complain(`Postgres ended ${why}. Restarting in ${seconds} s.`);
    await sleep(seconds * 1000, undefined, { signal }).catch(() => {});
    if (signal.aborted) return null;
    try {
      await cluster.restart();
      step("Postgres runs again");
      return null;
    } catch (error) {
      why = `again: ${error instanceof Error ? error.message : error}`;
    }
  }
  return `Postgres in ${directory} ended and could not be restarted. Check the disk and the memory of this machine, then start Waybill again.`;
}

/** Waits until a running Waybill is ready. @returns its embedded databases, if wanted */
async function runningDatabases(directory: string, holder: Holder, embedded: boolean): Promise<Databases | null> {
  const says = `The Waybill that runs on ${directory} (process ${holder.pid})`;
  if (embedded && !holder.embedded) {
    throw new UserError(`${says} uses the database in its DATABASE_URL. Set the same for this command.`);
  }
  const isThere = () => holderOf(directory)?.pid === holder.pid;
  while (isThere() && !holderOf(directory)?.ready) await sleep(100);
  if (!embedded) return null;
  const databases = isThere() ? findCluster(directory) : null;
  if (!databases) throw new UserError(`${says} has ended. Run the command again.`);
  return databases;
}

/** @throws {UserError} if a Waybill runs on the data folder */
export function requireUnlocked(directory: string = dataDirectory()): void {
  const holder = holderOf(directory);
  if (holder?.stays) refuseRunning(directory, holder);
}

/** The existing folders of the embedded database and the files. */
export function dataOf(directory: string): string[] {
  const home = clusterHome(directory);
  const cluster = ["postgres", "postgres-passwords.json"].map((name) => join(home, name));
  return [...cluster, join(directory, "files")].filter((part) => existsSync(part));
}

/** Deletes the embedded database and the files. @throws {UserError} if a Waybill runs on them */
export async function deleteData(directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const lock = await lockFolder(directory, { stays: false, embedded: true });
  if ("pid" in lock) refuseRunning(directory, lock);
  try {
    for (const part of dataOf(directory)) rmSync(part, { recursive: true, force: true });
  } finally {
    lock.release();
  }
}

/** The secret of this data folder, generated once. */
function storedSecret(directory: string): string {
  const file = join(directory, "auth-secret");
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("hex"), { mode: 0o600 });
  return readFileSync(file, "utf8");
}

/** The former secrets, after `waybill secrets rotate`. */
function formerSecrets(directory: string): string | undefined {
  const file = join(directory, "auth-secret-former");
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** @throws {UserError} if the port cannot be used */
export async function requirePort(port: number, host: string): Promise<void> {
  const probe = createServer();
  await new Promise<void>((free, taken) => {
    probe.once("error", (error: NodeJS.ErrnoException) =>
      taken(
        new UserError(
          error.code === "EADDRINUSE"
            ? `Port ${port} is in use. Stop the other program, or choose another port: PORT=${port + 1} npm start`
            : `Waybill cannot listen on port ${port} of ${host}: ${error.message}. Check HOST and PORT.`,
        ),
      ),
    );
    probe.listen(port, host, free);
  });
  await new Promise((closed) => probe.close(closed));
}
