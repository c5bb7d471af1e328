import { once } from "node:events";
import { constants, type Stats } from "node:fs";
import { access, open, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Writable } from "node:stream";
import { Explained } from "./failure.ts";

/** Why a path cannot be used, by the system's word for it. */
const reasons: Record<string, string> = {
  ENOENT: "there is no such folder",
  ENOTDIR: "a part of it is no folder",
  EISDIR: "it is a folder",
  EACCES: "this account may not",
  EPERM: "this account may not",
  EROFS: "its file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the quota of this account is used up",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "its links lead in a circle",
};

/** The reason in an error of the file system; null where it is another error. */
function reasonOf(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return null;
  return reasons[String(error.code)] ?? null;
}

/** Whether an error says that a path leads to nothing. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");

/**
 * Requires a file that can be read.
 *
 * @throws {Explained} where there is none, or it is no file, or this account may not read it
 */
export async function requireReadable(path: string): Promise<void> {
  const told = (error: unknown): never => {
    if (isMissing(error)) throw new Explained(`There is no file ${path}.`);
    throw new Explained(`${path} cannot be read: ${reasonOf(error) ?? String(error)}.`);
  };
  // A folder that this account may not enter hides whether the file is there.
  const found = await stat(path).catch(told);
  if (found.isDirectory()) throw new Explained(`${path} is a folder. Name a file.`);
  await access(path, constants.R_OK).catch(told);
}

/** What a path leads to: the same path, where there is nothing yet. */
interface Target {
  real: string;
  found: Stats | null;
}

/** @throws {Explained} where that cannot be told */
async function targetOf(path: string): Promise<Target> {
  try {
    const real = await realpath(path);
    return { real, found: await stat(real) };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return { real: path, found: null };
    return refuse(path, error);
  }
}

function refuse(path: string, error: unknown): never {
  throw new Explained(`${path} cannot be written: ${reasonOf(error) ?? String(error)}.`);
}

/**
 * Requires a path that a file can be written to, before the work is done whose result it takes.
 *
 * @returns what it leads to.
 * @throws {Explained} where its folder is missing or not writable, or the path is a folder, or a file that is not writable
 */
export async function requireWritable(path: string): Promise<Target> {
  const target = await targetOf(path);
  const { real, found } = target;
  if (found?.isDirectory()) throw new Explained(`${path} is a folder. Name a file in it.`);
  const told = (error: unknown) => refuse(path, error);
  if (found) await access(real, constants.W_OK).catch(told);
  if (found && !found.isFile()) return target;
  await stat(dirname(real)).catch(told);
  await access(dirname(real), constants.W_OK).catch(told);
  return target;
}

/**
 * Writes a file beside its place first: what is in its place is whole. A device or a pipe is written to as it is.
 *
 * @param mode who may read a new file, like `0o600`.
 * @throws {Explained} where the file cannot be written
 */
export async function writeWhole<T>(path: string, mode: number, write: (output: Writable) => Promise<T>): Promise<T> {
  const { real, found } = await requireWritable(path);
  const inPlace = found !== null && !found.isFile();
  const unfinished = inPlace ? real : `${real}.unfinished`;
  try {
    const file = await open(unfinished, "w", mode);
    const output = file.createWriteStream();
    const closed = once(output, "close");
    const result = await write(output).finally(() => {
      // Where it has failed before it wrote anything, nobody else closes it.
      output.destroy();
      return closed;
    });
    if (!inPlace) await rename(unfinished, real);
    return result;
  } catch (error) {
    if (reasonOf(error)) refuse(path, error);
    throw error;
  } finally {
    if (!inPlace) await rm(unfinished, { force: true });
  }
}
