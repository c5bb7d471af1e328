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

/**
 * Merges `.env` files, the environment and `NAME_FILE` secrets into one record. Empty values count as not given.
 *
 * @param names the settings to look for; anything else in the environment is left alone.
 * @returns the raw values by name, unchecked.
 * @throws {Error} when a `NAME_FILE` names a file that cannot be read.
 */
export function readSources({ env, directory }: Source, names: readonly string[]): Record<string, string> {
  const mode = env.NODE_ENV ?? "development";
  const files = directory ? [".env", `.env.${mode}`, ".env.local"] : [];
  const merged: Record<string, string | undefined> = {};
  for (const file of files) {
    const path = join(directory ?? "", file);
    if (existsSync(path)) Object.assign(merged, parseEnv(readFileSync(path, "utf8")));
  }
  Object.assign(merged, env);

  const values: Record<string, string> = {};
  for (const name of names) {
    const file = merged[`${name}_FILE`];
    const value = file ? readFileSync(file, "utf8").trim() : merged[name];
    if (value) values[name] = value;
  }
  return values;
}
