import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { step, UserError } from "./terminal.ts";

/** How a process uses a data folder. */
export interface FolderUse {
  /** Whether it runs until it is stopped, like `npm start`. Other commands are short. */
  stays: boolean;
  /** Whether it runs the embedded database. */
  embedded: boolean;
}

/** A process that has locked a data folder. */
export interface Holder extends FolderUse {
  pid: number;
  /** Whether its database is migrated and accepts connections. */
  ready: boolean;
}

/** This process's lock on a data folder. */
export interface FolderLock {
  /** Records that the database can be used. */
  ready(): void;
  release(): void;
}

/** Timeout of the wait for another command, in seconds. */
const waitSeconds = 60;

const fileOf = (directory: string) => join(directory, "waybill.pid");

/** The process that has locked a data folder, or null. */
export const holderOf = (directory: string): Holder | null => read(fileOf(directory));

/**
 * Locks a data folder. Waits for short commands.
 *
 * @returns the lock; or the process that holds it and runs until it is stopped.
 * @throws {UserError} if a command does not end in time
 */
export async function lockFolder(directory: string, use: FolderUse): Promise<FolderLock | Holder> {
  const file = fileOf(directory);
  for (let second = 0; second < waitSeconds; second += 0.1) {
    const holder = read(file);
    if (holder?.stays) return holder;
    if (!holder && take(file, use)) {
      return {
        ready: () => place(file, use, true, renameSync),
        release: () => rmSync(file, { force: true }),
      };
    }
    if (second === 0) step(`Waiting for another command on ${directory}`);
    await sleep(100);
  }
  throw new UserError(`Another command has used ${directory} for ${waitSeconds} seconds: process ${read(file)?.pid}.`);
}

/** @throws {UserError} with advice about a running process on the data folder */
export function refuseRunning(directory: string, { pid }: Holder): never {
  throw new UserError(
    `Waybill already runs on ${directory} (process ${pid}). Stop it with: kill ${pid} — or use another folder: DATA_DIR=.data2`,
  );
}

/** Reads a lock file; null if it is missing or its process has ended. */
function read(file: string): Holder | null {
  if (!existsSync(file)) return null;
  const [pid, use, database, state] = readFileSync(file, "utf8").split(" ");
  if (!isAlive(Number(pid))) return null;
  return {
    pid: Number(pid),
    stays: use !== "command",
    embedded: database !== "given",
    ready: state !== "starting",
  };
}

/** Writes a lock file atomically. @param move links or renames it to its path */
function place(file: string, { stays, embedded }: FolderUse, ready: boolean, move: (from: string, to: string) => void) {
  const own = `${file}.${process.pid}`;
  const words = [stays ? "service" : "command", embedded ? "embedded" : "given", ready ? "ready" : "starting"];
  writeFileSync(own, [process.pid, ...words].join(" "));
  try {
    move(own, file);
  } finally {
    rmSync(own, { force: true });
  }
}

/** Creates the lock file, replacing one of an ended process. @returns whether this process has the lock */
function take(file: string, use: FolderUse): boolean {
  const left = `${file}.${process.pid}.left`;
  try {
    if (existsSync(file)) {
      renameSync(file, left);
      // Another process was faster: it keeps its lock.
      if (read(left)) linkSync(left, file);
    }
    place(file, use, false, linkSync);
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EEXIST" || code === "ENOENT") return false;
    throw error;
  } finally {
    rmSync(left, { force: true });
  }
}

function isAlive(pid: number): boolean {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // A process of another user, which may use the folder.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  // The number may belong to another program by now.
  const commandLine = `/proc/${pid}/cmdline`;
  return !existsSync(commandLine) || readFileSync(commandLine, "utf8").includes("tooling");
}
