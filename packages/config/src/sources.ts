import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";

/** Where settings come from. */
export interface Source {
  /** The environment variables. */
  env: Record<string, string | undefined>;
  /** The folder whose `.env` files are read; none are when left out. */
  directory?: string;
}

/** What a folder's `.env` files say, the later winning: `.env`, `.env.<mode>`, `.env.local`. */
export function readEnvFiles(directory: string, mode: string): Record<string, string | undefined> {
  return Object.assign({}, ...envFilesOf(mode).map((name) => readEnvFile(join(directory, name))));
}

const envFilesOf = (mode: string) => [".env", `.env.${mode}`, ".env.local"];

const readEnvFile = (file: string): Record<string, string | undefined> =>
  existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};

/** The `.env` files of a source, and over them its environment. */
export const merged = ({ env, directory }: Source): Source["env"] => ({
  ...(directory ? readEnvFiles(directory, env.NODE_ENV ?? "development") : {}),
  ...env,
});

/** A raw value, and where it comes from. */
export interface Given {
  value: string;
  /** `.env.local`, `environment`, or `/run/secret (AUTH_SECRET_FILE)`. */
  from: string;
}

/** What sources say of settings. */
export interface Read {
  /** Raw values by name, unchecked. */
  given: Record<string, Given>;
  /** The `NAME_FILE`s that name a file which cannot be read, with the reason. */
  unreadable: Record<string, string>;
}

/**
 * Which file says a variable, or the environment. What stands in both with one value is told of the file: the start copies
 * the files into the environment of its processes.
 */
function fileOfSetting({ env, directory }: Source, name: string, value: string): string {
  const files = directory ? envFilesOf(env.NODE_ENV ?? "development") : [];
  const found = files.findLast((file) => readEnvFile(join(directory ?? "", file))[name] === value);
  return found ?? "environment";
}

/**
 * Merges `.env` files, the environment and `NAME_FILE` secrets. Empty values count as not given.
 *
 * @param names the settings to look for; anything else in the environment is left alone.
 */
export function readSources(source: Source, names: readonly string[]): Read {
  const all = merged(source);
  const read: Read = { given: {}, unreadable: {} };
  for (const name of names) {
    const file = all[`${name}_FILE`];
    const text = all[name];
    if (file) {
      try {
        const value = readFileSync(file, "utf8").trim();
        if (value) read.given[name] = { value, from: `${file} (${name}_FILE)` };
      } catch (error) {
        read.unreadable[`${name}_FILE`] = error instanceof Error ? error.message : String(error);
      }
    } else if (text) {
      read.given[name] = { value: text, from: fileOfSetting(source, name, text) };
    }
  }
  return read;
}
