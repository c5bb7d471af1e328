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
  const files = [".env", `.env.${mode}`, ".env.local"].map((name) => join(directory, name));
  return Object.assign(
    {},
    ...files.filter((file) => existsSync(file)).map((file) => parseEnv(readFileSync(file, "utf8"))),
  );
}

/** The `.env` files of a source, and over them its environment. */
export const merged = ({ env, directory }: Source): Source["env"] => ({
  ...(directory ? readEnvFiles(directory, env.NODE_ENV ?? "development") : {}),
  ...env,
});

/**
 * Merges `.env` files, the environment and `NAME_FILE` secrets into one record. Empty values count as not given.
 *
 * @param names the settings to look for; anything else in the environment is left alone.
 * @returns the raw values by name, unchecked.
 * @throws {Error} when a `NAME_FILE` names a file that cannot be read.
 */
export function readSources(source: Source, names: readonly string[]): Record<string, string> {
  const given = merged(source);
  const values: Record<string, string> = {};
  for (const name of names) {
    const file = given[`${name}_FILE`];
    const value = file ? readFileSync(file, "utf8").trim() : given[name];
    if (value) values[name] = value;
  }
  return values;
}
