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
import { type Holder, holderOf, refuseBeside, takeFolder } from "./holder.ts";
import { root } from "./processes.ts";
import { complain, Explained, step } from "./terminal.ts";

/** The name of the embedded database. */
export const databaseName = "waybill";

/** What the processes of an installation run in: a database, secrets, a data folder. */
export interface Environment {
  /** The variables for web and worker. */
  env: NodeJS.ProcessEnv;
  /** Whether the database is the embedded one, and not one that `DATABASE_URL` names. */
  embedded: boolean;
  /** Resolves with a sentence when the embedded database has ended and cannot be started again. */
  lost: Promise<string>;
  /** Lets go of the data folder and stops the database, where this command has taken and started them. */
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

/**
 * A setting that the start itself reads: from an environment, or from the file that `NAME_FILE` names.
 *
 * @throws {Explained} where that file cannot be read
 */
export function settingIn(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const { given, unreadable } = readSources({ env }, [name]);
  const [wrong] = Object.keys(unreadable);
  if (wrong) throw new Explained(`${wrong} names a file that cannot be read: ${env[wrong]}.`);
  return given[name]?.value;
}

/** Whether a setting is given, by itself or as a file. */
const isGiven = (env: NodeJS.ProcessEnv, name: string): boolean => Boolean(env[name] || env[`${name}_FILE`]);

/** Whether the database is the one that the start runs, and none that settings name. */
export const isEmbedded = (env: NodeJS.ProcessEnv): boolean => !isGiven(env, "DATABASE_URL");

/** The folder that keeps everything: `DATA_DIR`, or `.data` in the project. */
export function dataDirectory(): string {
  return resolve(root, settingIn(process.env, "DATA_DIR") ?? ".data");
}

/** How a command stands to a Waybill that runs on the same data folder, and to the commands that come after it. */
const manners = {
  /** Goes on until it is stopped, and has the folder for itself: `npm start`. */
  alone: { stays: true, joins: false },
  /** Is done in a moment. Works on the database of what runs, where something does. */
  beside: { stays: false, joins: true },
  /** Goes on until it is stopped, and works on the database of what runs, where something does. */
  onlooker: { stays: true, joins: true },
};

/**
 * Makes the environment ready: takes the data folder, starts the embedded Postgres unless `DATABASE_URL` names another. Where
 * a Waybill runs on the folder already, its database is used, or nothing is done, by the `manner`.
 *
 * What has the folder for itself checks every setting and migrates. Other commands find settings and database as they are:
 * nothing but an embedded database that they have just made is migrated.
 *
 * @param options.migrates whether the embedded database is migrated, whatever it is like.
 * @throws {Explained} where a Waybill runs on the folder that this command cannot work beside
 */
export async function openEnvironment(
  mode: "production" | "development",
  manner: keyof typeof manners,
  { migrates = manner === "alone" } = {},
): Promise<Environment> {
  const given = readEnvironment(mode);
  const directory = dataDirectory();
  mkdirSync(directory, { recursive: true });
  const { stays, joins } = manners[manner];
  const embedded = isEmbedded(given);
  const another = ["DATABASE_OWNER_URL", "DATABASE_LISTEN_URL"].find((name) => isGiven(given, name));
  if (embedded && another) {
    throw new Explained(
      `${another} names a database, and DATABASE_URL does not: the embedded one would be taken. Set DATABASE_URL too.`,
    );
  }
  const taken = await takeFolder(directory, { stays, embedded });
  if ("pid" in taken && !joins) refuseBeside(directory, taken);
  let cluster: Cluster | undefined;
  let isNew = false;
  const lost = Promise.withResolvers<string>();
  const closing = new AbortController();
  let reviving: Promise<void> | undefined;
  const revive = (how: string) => {
    if (!cluster) return;
    reviving = reviveCluster(cluster, how, directory, closing.signal).then((why) => {
      if (why) lost.resolve(why);
    });
  };
  const close = async () => {
    closing.abort();
    // One that is just being started is stopped once it runs.
    await reviving;
    await cluster?.stop();
    if ("letGo" in taken) taken.letGo();
  };
  try {
    const own = { DATABASE_URL: given.DATABASE_URL, DATABASE_OWNER_URL: given.DATABASE_OWNER_URL };
    if (embedded && "letGo" in taken) {
      step("Starting Postgres");
      cluster = await startCluster({ directory, onProgress: step, onDeath: revive });
      isNew = await cluster.createDatabase(databaseName);
    }
    const databases = cluster ?? ("pid" in taken ? await databasesBeside(directory, taken, embedded) : null);
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
      // Nobody balances load between processes that one command starts and stops.
      DRAIN_DELAY_SECONDS: given.DRAIN_DELAY_SECONDS ?? "0",
      AUTH_SECRET: isGiven(given, "AUTH_SECRET") ? given.AUTH_SECRET : keptSecret(directory),
      AUTH_SECRET_FORMER: isGiven(given, "AUTH_SECRET_FORMER") ? given.AUTH_SECRET_FORMER : formerSecrets(directory),
      DATABASE_EMBEDDED: String(embedded),
    };
    // Where mail is neither sent nor could others read it, it goes to a page.
    if (readOutbox(env, manner !== "alone")) env.MAIL_OUTBOX ||= "true";
    if (migrates || isNew) await migrateBy(env);
    if ("letGo" in taken) taken.ready();
    return { env, embedded, lost: lost.promise, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Migrates the database that an environment names, with what it waits for as steps.
 *
 * @throws {Explained} where it names none
 */
export async function migrateBy(env: NodeJS.ProcessEnv): Promise<void> {
  const settings = migrationSettings({ env });
  if (!settings) throw new Explained(ownerMissing);
  step("Migrating the database");
  await migrate(settings.url, { waitSeconds: settings.waitSeconds, onProgress: step });
}

/** Whether mail may be shown. @throws {SettingsError} where settings are wrong, unless those are the matter of somebody else */
function readOutbox(env: NodeJS.ProcessEnv, asFound: boolean): boolean {
  try {
    return mayShowOutbox(loadSettings({ env }));
  } catch (error) {
    if (asFound && error instanceof SettingsError) return false;
    throw error;
  }
}

/** How often a database that has ended is started again before it is given up, and the pauses before it, in seconds. */
const revivals = [0.5, 1, 2, 4, 8, 8, 8];

/**
 * Starts the embedded database again after it has ended.
 *
 * @returns a sentence where that does not work; null where it runs again, or is not wanted any more
 */
async function reviveCluster(
  cluster: Cluster,
  how: string,
  directory: string,
  signal: AbortSignal,
): Promise<string | null> {
  let why = how;
  for (const seconds of revivals) {
    if (signal.aborted) return null;
    complain(`Postgres ended ${why}. It is started again in ${seconds} s.`);
    await sleep(seconds * 1000, undefined, { signal }).catch(() => {});
    if (signal.aborted) return null;
    try {
      await cluster.restart();
      step("Postgres runs again");
      return null;
    } catch (error) {
      why = `anew: ${error instanceof Error ? error.message : error}`;
    }
  }
  return `Postgres in ${directory} ended and could not be started again. Look at the disk and the memory of this machine, then start anew.`;
}

/** Waits for a Waybill that runs to be ready. @returns its embedded databases, where those are asked for */
async function databasesBeside(directory: string, holder: Holder, embedded: boolean): Promise<Databases | null> {
  const says = `The Waybill that runs on ${directory} (process ${holder.pid})`;
  if (embedded && !holder.embedded) {
    throw new Explained(`${says} has a database that DATABASE_URL names. Give this command the same.`);
  }
  const isThere = () => holderOf(directory)?.pid === holder.pid;
  while (isThere() && !holderOf(directory)?.ready) await sleep(100);
  if (!embedded) return null;
  const databases = isThere() ? findCluster(directory) : null;
  if (!databases) throw new Explained(`${says} has ended meanwhile. Give the command again.`);
  return databases;
}

/** @throws {Explained} where a Waybill runs on the data folder. */
export function requireUnlocked(directory: string = dataDirectory()): void {
  const holder = holderOf(directory);
  if (holder?.stays) refuseBeside(directory, holder);
}

/** What the embedded database and the files are kept in. */
export function dataOf(directory: string): string[] {
  const home = clusterHome(directory);
  const cluster = ["postgres", "postgres-passwords.json"].map((name) => join(home, name));
  return [...cluster, join(directory, "files")].filter((part) => existsSync(part));
}

/** Deletes the embedded database and the files. @throws {Explained} where a Waybill runs on them */
export async function deleteData(directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const taken = await takeFolder(directory, { stays: false, embedded: true });
  if ("pid" in taken) refuseBeside(directory, taken);
  try {
    for (const part of dataOf(directory)) rmSync(part, { recursive: true, force: true });
  } finally {
    taken.letGo();
  }
}

/** A secret made once for this data folder. */
function keptSecret(directory: string): string {
  const file = join(directory, "auth-secret");
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("hex"), { mode: 0o600 });
  return readFileSync(file, "utf8");
}

/** The former secrets, after `waybill secrets rotate`. */
function formerSecrets(directory: string): string | undefined {
  const file = join(directory, "auth-secret-former");
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
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
