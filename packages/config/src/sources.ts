import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";

/** Sources of settings. */
export interface Source {
  env: Record<string, string | undefined>;
  /** The folder with `.env` files; none by default. */
  directory?: string;
}

/** The content of a folder's `.env` files; the later wins: `.env`, `.env.<mode>`, `.env.local`. */
export function readEnvFiles(directory: string, mode: string): Record<string, string | undefined> {
  return Object.assign({}, ...envFilesOf(mode).map((name) => readEnvFile(join(directory, name))));
}

const envFilesOf = (mode: string) => [".env", `.env.${mode}`, ".env.local"];

const readEnvFile = (file: string): Record<string, string | undefined> =>
  existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};

/** A source's `.env` files and environment, which wins. */
export const merged = ({ env, directory }: Source): Source["env"] => ({
  ...(directory ? readEnvFiles(directory, env.NODE_ENV ?? "development") : {}),
  ...env,
});

/** A raw value and its source. */
export interface Given {
  value: string;
  /** `.env.local`, `environment`, or `/run/secret (AUTH_SECRET_FILE)`. */
  from: string;
}

export interface Read {
  /** Raw values by name. */
  given: Record<string, Given>;
  /** Unreadable files of `NAME_FILE`, with the reason. */
  unreadable: Record<string, string>;
}

/**
 * The source of a variable: a file, or the environment. A value that is in both comes from the file: the launcher copies
 * the files into the environment.
 */
function fileOfSetting({ env, directory }: Source, name: string, value: string): string {
  const files = directory ? envFilesOf(env.NODE_ENV ?? "development") : [];
  const found = files.findLast((file) => readEnvFile(join(directory ?? "", file))[name] === value);
  return found ?? "environment";
}

/**
 * Merges `.env` files, the environment and `NAME_FILE` secrets. Empty values count as missing.
 *
 * @param names the settings to look for.
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
