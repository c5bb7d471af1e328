import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Explained, step } from "./terminal.ts";

/** How a process has a data folder. */
export interface Manner {
  /** Whether it goes on until somebody stops it, like `npm start`. Others are done in a moment. */
  stays: boolean;
  /** Whether it runs the embedded database. */
  embedded: boolean;
}

/** A process that works on a data folder. */
export interface Holder extends Manner {
  pid: number;
  /** Whether its database is migrated and takes connections. */
  ready: boolean;
}

/** A data folder that this process has. */
export interface Hold {
  /** Tells others that the database can be used. */
  ready(): void;
  letGo(): void;
}

/** How long a command waits for another one, in seconds. */
const patience = 60;

const fileOf = (directory: string) => join(directory, "waybill.pid");

/** Who works on a data folder now; null where nobody does. */
export const holderOf = (directory: string): Holder | null => read(fileOf(directory));

/**
 * Takes a data folder for this process. Waits for a command that is done in a moment.
 *
 * @returns the folder; or who has it, and stays.
 * @throws {Explained} where a command that has it does not end
 */
export async function takeFolder(directory: string, manner: Manner): Promise<Hold | Holder> {
  const file = fileOf(directory);
  for (let second = 0; second < patience; second += 0.1) {
    const holder = read(file);
    if (holder?.stays) return holder;
    if (!holder && take(file, manner)) {
      return {
        ready: () => place(file, manner, true, renameSync),
        letGo: () => rmSync(file, { force: true }),
      };
    }
    if (second === 0) step(`Waiting for another command that works on ${directory}`);
    await sleep(100);
  }
  throw new Explained(
    `Another command has worked on ${directory} for ${patience} seconds: process ${read(file)?.pid}.`,
  );
}

/** @throws {Explained} with what to do about a process that works on the data folder and stays */
export function refuseBeside(directory: string, { pid }: Holder): never {
  throw new Explained(
    `Waybill already runs on ${directory} (process ${pid}). Stop it with: kill ${pid} — or use another folder: DATA_DIR=.data2`,
  );
}

/** What a file of that kind says; null where there is none, or the process that wrote it is gone. */
function read(file: string): Holder | null {
  if (!existsSync(file)) return null;
  const [pid, manner, database, state] = readFileSync(file, "utf8").split(" ");
  if (!isAlive(Number(pid))) return null;
  return {
    pid: Number(pid),
    stays: manner !== "command",
    embedded: database !== "given",
    ready: state !== "starting",
  };
}

/** Writes a file whole, by what brings it to its place. */
function place(file: string, { stays, embedded }: Manner, ready: boolean, bring: (from: string, to: string) => void) {
  const own = `${file}.${process.pid}`;
  const words = [stays ? "service" : "command", embedded ? "embedded" : "given", ready ? "ready" : "starting"];
  writeFileSync(own, [process.pid, ...words].join(" "));
  try {
    bring(own, file);
  } finally {
    rmSync(own, { force: true });
  }
}

/** Takes the place of what nobody alive has left there. @returns whether this process has it now */
function take(file: string, manner: Manner): boolean {
  const left = `${file}.${process.pid}.left`;
  try {
    if (existsSync(file)) {
      renameSync(file, left);
      // Another process was quicker: it keeps its place.
      if (read(left)) linkSync(left, file);
    }
    place(file, manner, false, linkSync);
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
    // Of another user, who may well work on the folder.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  // The number may have gone to another program since.
  const commandLine = `/proc/${pid}/cmdline`;
  return !existsSync(commandLine) || readFileSync(commandLine, "utf8").includes("tooling");
}
