import { once } from "node:events";
import { constants, type Stats } from "node:fs";
import { access, open, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Writable } from "node:stream";
import { UserError } from "./failure.ts";

/** Explanations of file system errors. */
const reasons: Record<string, string> = {
  ENOENT: "there is no such folder",
  ENOTDIR: "part of the path is not a folder",
  EISDIR: "it is a folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "its file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the quota of this user is used up",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "too many symbolic links",
};

/** The explanation of an error; null if it is not a file system error. */
function reasonOf(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return null;
  return reasons[String(error.code)] ?? null;
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");

/**
 * Requires a readable file.
 *
 * @throws {UserError} if it is missing, not a file or not readable
 */
export async function requireReadable(path: string): Promise<void> {
  const refuseError = (error: unknown): never => {
    if (isMissing(error)) throw new UserError(`There is no file ${path}.`);
    throw new UserError(`${path} cannot be read: ${reasonOf(error) ?? String(error)}.`);
  };
  // Whether the file exists is unknown if the folder may not be entered.
  const found = await stat(path).catch(refuseError);
  if (found.isDirectory()) throw new UserError(`${path} is a folder. Name a file.`);
  await access(path, constants.R_OK).catch(refuseError);
}

/** The target of a path: the path itself if nothing exists there. */
interface Target {
  real: string;
  found: Stats | null;
}

/** @throws {UserError} if it is unknown */
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
  throw new UserError(`${path} cannot be written: ${reasonOf(error) ?? String(error)}.`);
}

/**
 * Requires a writable path, before the work whose result it takes.
 *
 * @returns its target.
 * @throws {UserError} if the folder is missing or not writable, or the path is a folder or a read-only file
 */
export async function requireWritable(path: string): Promise<Target> {
  const target = await targetOf(path);
  const { real, found } = target;
  if (found?.isDirectory()) throw new UserError(`${path} is a folder. Name a file in it.`);
  const refuseError = (error: unknown) => refuse(path, error);
  if (found) await access(real, constants.W_OK).catch(refuseError);
  if (found && !found.isFile()) return target;
  await stat(dirname(real)).catch(refuseError);
  await access(dirname(real), constants.W_OK).catch(refuseError);
  return target;
}

/**
 * Writes a temporary file in the same folder and renames it, so that the path always has a complete file. Devices and pipes
 * are written directly.
 *
 * @param mode the permissions of a new file, such as `0o600`.
 * @throws {UserError} if the file cannot be written
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
      // After a failure before the first write, the stream must be closed here.
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
