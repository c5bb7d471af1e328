import type { z } from "zod";
import { hasUnencoded } from "./addresses.ts";
import { checkTogether, type Settings, settingFacts, settingsSchema } from "./schema.ts";
import { isSecret, needs, type ProcessKind, removeForeignSecrets, switchesRole, workKindsOf } from "./secrets.ts";
import { merged, type Read, readSources, type Source } from "./sources.ts";
import { settingWords } from "./wording.ts";

/** Missing or malformed settings; the message names each one and its format. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/**
 * Reads and validates the settings.
 *
 * Sources, the later wins: defaults, `.env`, `.env.<NODE_ENV>`, `.env.local`, the environment. A secret may also be in a
 * file named by `NAME_FILE` (Docker and Kubernetes secrets).
 *
 * @param source the sources; by default the process's environment and the current folder.
 * @param kind the kind of process: secrets of other kinds are neither required nor read. All by default.
 * @throws {SettingsError} with every wrong setting, without values.
 */
export function loadSettings(
  source: Source = { env: process.env, directory: process.cwd() },
  kind: ProcessKind | null = null,
): Settings {
  const { settings, problems } = readSettings(source, kind);
  if (settings) return settings;
  throw settingsError(problems);
}

/** @returns an error with all problems, without values */
export function settingsError(problems: readonly Problem[]): SettingsError {
  const lines = problems.map(({ name, message }) => `  ${name}: ${message}`);
  return new SettingsError(`These settings are missing or wrong:\n${lines.join("\n")}\nSee docs/settings.md.`);
}

/** The problem of a setting, without its value. */
export interface Problem {
  name: string;
  message: string;
}

function readSettings(source: Source, kind: ProcessKind | null) {
  const works = kind && workKindsOf(kind, readSources(source, ["JOBS_MODE"]).given.JOBS_MODE?.value);
  const isNeeded = (name: string) => works === null || needs(works, name);
  const { given, unreadable } = readSources(source, Object.keys(settingsSchema.shape).filter(isNeeded));
  const values = Object.fromEntries(Object.entries(given).map(([name, { value }]) => [name, value]));
  values.DATABASE_TAKES_ROLE ??= String(switchesRole(merged(source)));
  const schema = settingsSchema.superRefine((value, ctx) => checkTogether(value, ctx, isNeeded));
  const { data, problems } = parsedBy(schema, values, unreadable);
  return { settings: data, problems, given, isNeeded };
}

/** Validates raw values. @returns the settings if all are valid, and the problems */
export function parsedBy<Output>(schema: z.ZodType<Output>, values: unknown, unreadable: Read["unreadable"]) {
  const parsed = schema.safeParse(values, { error: settingWords });
  const problems: Problem[] = [
    ...Object.keys(unreadable).map((name) => ({ name, message: "names a file that cannot be read" })),
    ...(parsed.error?.issues ?? [])
      .map((issue) => ({ name: issue.path.join("."), message: issue.message }))
      .filter(({ name }) => !(`${name}_FILE` in unreadable)),
  ];
  return { data: problems.length === 0 ? parsed.data : undefined, problems };
}

/** A setting of a process, for people. */
export interface SettingRow {
  name: string;
  /** The given value or the default; null if there is none. Secrets are masked. */
  value: string | null;
  /** `default`, `.env.local`, `environment` or the file of `NAME_FILE`; null without a value. */
  from: string | null;
  secret: boolean;
  problem: string | null;
}

/** The visible part of a value: for a secret only that it is set, for a URL with a password its host. */
function shown(name: string, value: string): string {
  const url = name.endsWith("_URL") || !isSecret(name) ? URL.parse(value) : null;
  // In a malformed URL, the host may be a part of the password.
  if (url?.host && !hasUnencoded(value) && (isSecret(name) || url.username || url.password)) {
    return `${url.protocol}//…@${url.host}${url.pathname}`;
  }
  return isSecret(name) ? "(set)" : value;
}

/**
 * All settings with their values, sources and problems. Secrets are masked.
 *
 * @param kind the kind of process: without secrets of other kinds. All by default.
 */
export function settingsTable(
  source: Source = { env: process.env, directory: process.cwd() },
  kind: ProcessKind | null = null,
): SettingRow[] {
  const { problems, given, isNeeded } = readSettings(source, kind);
  return settingFacts()
    .filter(({ name }) => isNeeded(name))
    .map(({ name, secret, fallback }) => {
      const own = given[name];
      const value = own ? shown(name, own.value) : fallback;
      const problem = problems.find((one) => one.name === name || one.name === `${name}_FILE`)?.message ?? null;
      return { name, value, from: own?.from ?? (fallback === null ? null : "default"), secret, problem };
    });
}

let loaded: Settings | undefined;

/**
 * The settings of this process, read once. Afterwards its environment contains no secrets of other kinds.
 *
 * @throws {SettingsError} like {@link loadSettings}
 */
export function settingsOf(kind: ProcessKind): Settings {
  if (!loaded) {
    loaded = loadSettings(undefined, kind);
    removeForeignSecrets(kind, process.env);
  }
  return loaded;
}
