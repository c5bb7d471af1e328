import { isIP } from "node:net";
import { AddressError, addressesOf, readAddress } from "@waybill/postgres/address";
import { z } from "zod";
import { encodePassword, hasUnencoded, isNetwork, ownNetworks, plainAddress, urlHost } from "./addresses.ts";
import { knownPassword, outboxObstacle } from "./reach.ts";
import { forgetForeign, isSecret, needs, type ProcessKind, takesRole, worksOf } from "./secrets.ts";
import { merged, type Read, readSources, type Source } from "./sources.ts";
import { plaintextObstacles } from "./transport.ts";
import { settingWords } from "./wording.ts";

export { inNetworks, isEveryAddress, isLoopback, plainAddress, urlHost } from "./addresses.ts";
export { isLocalOnly } from "./reach.ts";
export { environmentOf, type ProcessKind, processKinds } from "./secrets.ts";
export { readEnvFiles, readSources, type Source } from "./sources.ts";
export { undecidedDatabases } from "./transport.ts";

const flag = z
  .enum(["true", "false", "1", "0"], "give true or false")
  .transform((value) => value === "true" || value === "1");

const seconds = z.coerce.number().int().positive();

const count = z.coerce.number().int().min(1).max(1_000_000);

const listenAddress = z
  .string()
  .refine((host) => isIP(plainAddress(host)) > 0 || /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i.test(host), {
    message:
      "give an address of this machine: 127.0.0.1 to be reached only from this machine, 0.0.0.0 from every network",
  })
  .transform(plainAddress);

/** Networks of trusted proxies: none, the private networks, or a list. */
const proxies = z.string().transform((text, ctx): readonly string[] => {
  if (["false", "0"].includes(text)) return [];
  if (["true", "1"].includes(text)) return ownNetworks;
  const networks = text.split(",").map((part) => part.trim());
  if (networks.every(isNetwork)) return networks;
  const message = "give true, false, or the proxies' addresses, like 10.0.0.5,192.0.2.0/24";
  ctx.addIssue({ code: "custom", message });
  return z.NEVER;
});

/** An HTTP address of a service. */
const webAddress = z.url({ protocol: /^https?$/ });

/** An address with scheme, host and port only. */
const origin = z.string().transform((text, ctx) => {
  const { success, data } = webAddress.safeParse(text);
  const url = success ? URL.parse(data) : null;
  if (url && url.href === `${url.origin}/`) return url.origin;
  const message = "give only scheme, host and port, like https://desk.example.com: no path, query or credentials";
  ctx.addIssue({ code: "custom", message });
  return z.NEVER;
});

/** The address of a database, with one or several hosts: `postgres://user:password@host1:5432,host2:5432/database`. */
const databaseUrl = z.string().superRefine((address, ctx) => {
  const message = databaseAddressFault(address);
  if (message) ctx.addIssue({ code: "custom", message });
});

/** The problem of a database address, without the address itself; null if there is none. */
function databaseAddressFault(address: string): string | null {
  if (hasUnencoded(address)) return encodePassword;
  const one = z.url({ protocol: /^postgres(ql)?$/ });
  if (!addressesOf(address).every((part) => one.safeParse(part).success && URL.canParse(part))) {
    return "give an address like postgres://user:password@host:5432/database";
  }
  try {
    readAddress(address);
    return null;
  } catch (error) {
    if (error instanceof AddressError) return error.message;
    throw error;
  }
}

/** The address of a mail server. */
const mailUrl = z.string().superRefine((address, ctx) => {
  const { success } = z.url({ protocol: /^smtps?$/ }).safeParse(address);
  if (success && !hasUnencoded(address)) return;
  const message = hasUnencoded(address) ? encodePassword : "give an address like smtp://user:password@host:587";
  ctx.addIssue({ code: "custom", message });
});

/** A day (its start in UTC) or a moment. */
const moment = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], {
    error: "give a day, like 2027-01-31, or a moment, like 2027-01-31T08:00:00Z",
  })
  .transform((text) => new Date(text));

/** A retention time in days; 0 is for ever. @param fewest the shortest retention time */
const daysKept = (fewest: number) =>
  z.coerce
    .number()
    .int()
    .max(36_500)
    .refine((days) => days === 0 || days >= fewest, { message: `give 0, for ever, or ${fewest} days or more` });

/** Names of modules, separated by commas or spaces. An empty value means no modules. */
const names = z.string().transform((text): readonly string[] => text.split(/[\s,]+/).filter(Boolean));

const mailAddress = z.email({ pattern: z.regexes.unicodeEmail });

/** A sender: an email address, or a name and the address in angle brackets. */
const sender = z.string().refine(
  (text) => {
    const [, bracketed] = /^[^<>\r\n]*<([^<>]*)>$/.exec(text) ?? [];
    return mailAddress.safeParse(bracketed ?? text).success;
  },
  { message: "give an address like Waybill <no-reply@example.com>" },
);

const fewestOfSecret = 32;

/** Several secrets, separated by spaces. */
const secrets = z
  .string()
  .transform((text): readonly string[] => text.split(/\s+/).filter(Boolean))
  .refine((all) => all.every((one) => one.length >= fewestOfSecret), {
    message: `give secrets of ${fewestOfSecret} characters or more, separated by spaces`,
  });

/** All settings of Waybill: environment variable, format, default. */
const settingsSchema = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
  HOST: listenAddress.default("127.0.0.1"),
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  PUBLIC_URL: origin.optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  LOG_FORMAT: z.enum(["json", "pretty"]).default("json"),

  MODULES: names.optional(),

  DATA_DIR: z.string().min(1).default(".data"),
  DEMO: flag.default(true),
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "give the name of a bucket, like waybill-files")
    .optional(),
  S3_REGION: z.string().min(1).default("us-east-1"),
  S3_ENDPOINT: origin.optional(),
  S3_PUBLIC_ENDPOINT: origin.optional(),
  S3_PATH_STYLE: flag.optional(),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  S3_DOWNLOADS: z.enum(["redirect", "stream"]).default("redirect"),
  FILES_MB_PER_TENANT: z.coerce.number().int().min(1).default(10_000),
  FILES_PER_TENANT: z.coerce.number().int().min(1).default(1_000_000),
  DATABASE_URL: databaseUrl,
  DATABASE_OWNER_URL: databaseUrl.optional(),
  DATABASE_LISTEN_URL: databaseUrl.optional(),
  /** Whether the database belongs to `npm start`, which sets this. */
  DATABASE_EMBEDDED: flag.default(false),
  /** Whether processes switch to the role `waybill_app` after the login. */
  DATABASE_TAKES_ROLE: flag.optional(),
  /** Pooling mode of `DATABASE_URL`, as PgBouncer names it. */
  DATABASE_POOL_MODE: z.enum(["session", "transaction"]).default("session"),
  DATABASE_POOL: z.coerce.number().int().min(2).max(500).default(10),
  DATABASE_WAIT_SECONDS: seconds.default(10),
  MIGRATE_WAIT_SECONDS: z.coerce.number().int().min(0).max(86_400).default(60),

  AUTH_SECRET: z.string().min(fewestOfSecret),
  AUTH_SECRET_FORMER: secrets.default([]),
  AUTH_FRESH_MINUTES: z.coerce.number().int().min(1).max(1440).default(15),
  AUTH_IDLE_DAYS: z.coerce.number().int().min(1).max(30).default(14),
  SECOND_FACTOR_REQUIRED_FROM: moment.optional(),
  PASSWORD_BREACH_URL: webAddress.optional(),
  AUTH_GITHUB_ID: z.string().optional(),
  AUTH_GITHUB_SECRET: z.string().optional(),
  AUTH_GOOGLE_ID: z.string().optional(),
  AUTH_GOOGLE_SECRET: z.string().optional(),
  AUTH_OIDC_ISSUER: webAddress.optional(),
  AUTH_OIDC_ID: z.string().optional(),
  AUTH_OIDC_SECRET: z.string().optional(),
  AUTH_OIDC_NAME: z.string().default("Single sign-on"),
  TRUST_PROXY: proxies.default([]),

  WORK_IN_FLIGHT: count.default(32),
  WORK_PER_ADDRESS: count.default(16),
  WORK_PER_SESSION: count.default(8),
  WORK_PER_TENANT: count.default(24),
  WORK_WAITING: count.default(200),
  REQUEST_SECONDS: seconds.default(50),
  LIVE_PER_SESSION: count.default(20),
  LIVE_PER_ADDRESS: count.default(500),
  CONNECTIONS_PER_ADDRESS: count.default(1000),
  UPLOAD_MAX_MB: count.default(200),

  SMTP_URL: mailUrl.optional(),
  MAIL_FROM: sender.default("Waybill <no-reply@waybill.localhost>"),
  MAIL_BOUNCE_TO: z.email().optional(),
  MAIL_DKIM_DOMAIN: z.string().optional(),
  MAIL_DKIM_SELECTOR: z.string().optional(),
  MAIL_DKIM_KEY: z.string().startsWith("-----BEGIN ", "give a private key in PEM").optional(),
  MAIL_OUTBOX: flag.default(false),

  CARRIER_URL: webAddress.optional(),
  CARRIER_TOKEN: z.string().optional(),
  CARRIER_POLL_SECONDS: seconds.default(2),

  JOBS_MODE: z.enum(["queue", "inline"]).default("queue"),
  JOBS_CONCURRENCY: z.coerce.number().int().min(1).max(100).default(4),
  JOBS_MONITOR_SECONDS: seconds.default(10),
  JOBS_KEEP_DAYS: daysKept(1).default(30),
  EVENTS_KEEP_DAYS: daysKept(7).default(90),
  ACTIVITY_KEEP_DAYS: daysKept(30).default(730),
  MAILS_KEEP_DAYS: daysKept(1).default(90),
  /** Settings whose systems are used without TLS, in a trusted network. */
  PLAINTEXT_TO: z
    .string()
    .transform((text): readonly string[] =>
      text
        .split(",")
        .map((name) => name.trim())
        .filter(Boolean),
    )
    .default([]),
  METRICS_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  OTEL_EXPORTER_OTLP_ENDPOINT: webAddress.optional(),
  WORKER_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  UNHEALTHY_SECONDS: z.coerce.number().int().min(0).default(60),
  DRAIN_SECONDS: z.coerce.number().int().min(0).max(3600).default(30),
  DRAIN_DELAY_SECONDS: z.coerce.number().int().min(0).max(300).default(3),
});

/**
 * Checks settings that depend on each other.
 *
 * @param isNeeded whether the process needs a setting.
 */
function checkTogether(value: Settings, ctx: z.RefinementCtx, isNeeded: (name: string) => boolean) {
  if (isNeeded("SMTP_URL") && !value.SMTP_URL && !value.MAIL_OUTBOX && !value.DATABASE_EMBEDDED) {
    const message = "is needed to send mail: smtp://user:password@host:587";
    ctx.addIssue({ code: "custom", path: ["SMTP_URL"], message });
  }
  for (const name of ["DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_LISTEN_URL"] as const) {
    const message = addressesOf(value[name] ?? "")
      .map((one) => knownPassword(value, one))
      .find(Boolean);
    if (message) ctx.addIssue({ code: "custom", path: [name], message });
  }
  if (value.DATABASE_POOL_MODE === "transaction" && !value.DATABASE_LISTEN_URL) {
    const message = "is needed because DATABASE_POOL_MODE is transaction: an address without the pooler";
    ctx.addIssue({ code: "custom", path: ["DATABASE_LISTEN_URL"], message });
  }
  if (value.METRICS_PORT === value.PORT) {
    const message = `is ${value.PORT}, as PORT is: the probes and metrics of the web process need another port`;
    ctx.addIssue({ code: "custom", path: ["METRICS_PORT"], message });
  }
  for (const [name, message] of plaintextObstacles(value)) ctx.addIssue({ code: "custom", path: [name], message });
  const obstacle = value.MAIL_OUTBOX ? outboxObstacle(value) : null;
  if (obstacle) ctx.addIssue({ code: "custom", path: ["MAIL_OUTBOX"], message: obstacle });
  const pairs = [
    ["AUTH_GITHUB_ID", "AUTH_GITHUB_SECRET"],
    ["AUTH_GOOGLE_ID", "AUTH_GOOGLE_SECRET"],
    ["AUTH_OIDC_ISSUER", "AUTH_OIDC_ID"],
    ["AUTH_OIDC_ISSUER", "AUTH_OIDC_SECRET"],
    ["MAIL_DKIM_DOMAIN", "MAIL_DKIM_SELECTOR"],
    ["MAIL_DKIM_DOMAIN", "MAIL_DKIM_KEY"],
    ["MAIL_DKIM_KEY", "MAIL_DKIM_DOMAIN"],
    ["S3_ENDPOINT", "S3_BUCKET"],
    ["S3_PUBLIC_ENDPOINT", "S3_BUCKET"],
    ["S3_ACCESS_KEY_ID", "S3_BUCKET"],
    ["S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"],
    ["S3_SECRET_ACCESS_KEY", "S3_ACCESS_KEY_ID"],
  ] as const;
  for (const [given, needed] of pairs) {
    if (isNeeded(needed) && value[given] && !value[needed]) {
      ctx.addIssue({ code: "custom", path: [needed], message: `is needed because ${given} is set` });
    }
  }
}

/** The validated settings of a process. */
export type Settings = z.output<typeof settingsSchema>;

/** A setting, for documents. */
export interface SettingFacts {
  name: string;
  /** Whether it is left out of logs and error messages. */
  secret: boolean;
  /** The default as text; null without one. */
  fallback: string | null;
}

/** All settings for operators, in the order of the schema. */
export function settingFacts(): SettingFacts[] {
  const setBy = new Set(["NODE_ENV", "DATABASE_EMBEDDED"]); // by the start
  return Object.entries(settingsSchema.shape)
    .filter(([name]) => !setBy.has(name))
    .map(([name, schema]) => {
      const { data } = schema.safeParse(undefined);
      const fallback = data === undefined || Array.isArray(data) ? null : String(data);
      return { name, secret: isSecret(name), fallback };
    });
}

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

function settingsError(problems: readonly Problem[]): SettingsError {
  const lines = problems.map(({ name, message }) => `  ${name}: ${message}`);
  return new SettingsError(`These settings are missing or wrong:\n${lines.join("\n")}\nSee docs/settings.md.`);
}

/** The problem of a setting, without its value. */
interface Problem {
  name: string;
  message: string;
}

function readSettings(source: Source, kind: ProcessKind | null) {
  const works = kind && worksOf(kind, readSources(source, ["JOBS_MODE"]).given.JOBS_MODE?.value);
  const isNeeded = (name: string) => works === null || needs(works, name);
  const { given, unreadable } = readSources(source, Object.keys(settingsSchema.shape).filter(isNeeded));
  const values = Object.fromEntries(Object.entries(given).map(([name, { value }]) => [name, value]));
  values.DATABASE_TAKES_ROLE ??= String(takesRole(merged(source)));
  const schema = settingsSchema.superRefine((value, ctx) => checkTogether(value, ctx, isNeeded));
  const { data, problems } = parsedBy(schema, values, unreadable);
  return { settings: data, problems, given, isNeeded };
}

/** Validates raw values. @returns the settings if all are valid, and the problems */
function parsedBy<Output>(schema: z.ZodType<Output>, values: unknown, unreadable: Read["unreadable"]) {
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

/** The visible part of a value: for a secret only that it is set, for an address with a password its host. */
function shown(name: string, value: string): string {
  const address = name.endsWith("_URL") || !isSecret(name) ? URL.parse(value) : null;
  // In a malformed address, the host may be a part of the password.
  if (address?.host && !hasUnencoded(value) && (isSecret(name) || address.username || address.password)) {
    return `${address.protocol}//…@${address.host}${address.pathname}`;
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

/** The settings of a migration. */
const migrationSchema = settingsSchema
  .pick({
    NODE_ENV: true,
    HOST: true,
    PUBLIC_URL: true,
    TRUST_PROXY: true,
    PLAINTEXT_TO: true,
    DATABASE_OWNER_URL: true,
    DATABASE_LISTEN_URL: true,
    DATABASE_URL: true,
    MIGRATE_WAIT_SECONDS: true,
  })
  .partial({ DATABASE_URL: true });

export interface MigrationSettings {
  /** The login of the database's owner. */
  url: string;
  /** How long to wait for an unavailable database, in seconds. */
  waitSeconds: number;
}

/**
 * The login for migrations, backups and restores: `DATABASE_OWNER_URL`; otherwise `DATABASE_LISTEN_URL` (without a pooler)
 * or `DATABASE_URL`.
 *
 * @returns null if none of the three is set
 * @throws {SettingsError} for an invalid address, and for one over the internet without TLS
 */
export function migrationSettings(
  source: Source = { env: process.env, directory: process.cwd() },
): MigrationSettings | null {
  const { given, unreadable } = readSources(source, Object.keys(migrationSchema.shape));
  const values = Object.fromEntries(Object.entries(given).map(([name, { value }]) => [name, value]));
  const own = (["DATABASE_OWNER_URL", "DATABASE_LISTEN_URL", "DATABASE_URL"] as const).find(
    (name) => values[name] || `${name}_FILE` in unreadable,
  );
  const schema = migrationSchema.superRefine((value, ctx) => {
    if (!own) return;
    // Other settings do not matter here.
    const alone = { NODE_ENV: value.NODE_ENV, PLAINTEXT_TO: value.PLAINTEXT_TO, [own]: value[own] };
    for (const [name, message] of plaintextObstacles(alone)) ctx.addIssue({ code: "custom", path: [name], message });
    for (const address of addressesOf(value[own] ?? "")) {
      const message = knownPassword(value, address);
      if (message) ctx.addIssue({ code: "custom", path: [own], message });
    }
  });
  const { data, problems } = parsedBy(schema, values, unreadable);
  if (!data) throw settingsError(problems);
  const url = own && data[own];
  return url ? { url, waitSeconds: data.MIGRATE_WAIT_SECONDS } : null;
}

/** The message of a migration without a database. */
export const ownerMissing =
  "Give DATABASE_OWNER_URL, the login that owns the tables: postgres://owner:password@host/database";

let loaded: Settings | undefined;

/**
 * The settings of this process, read once. Afterwards its environment contains no secrets of other kinds.
 *
 * @throws {SettingsError} like {@link loadSettings}
 */
export function settingsOf(kind: ProcessKind): Settings {
  if (!loaded) {
    loaded = loadSettings(undefined, kind);
    forgetForeign(kind, process.env);
  }
  return loaded;
}

/** Whether the outbox may be shown: no mail is sent, and nobody else can reach it. */
export const mayShowOutbox = (config: Settings): boolean => outboxObstacle(config) === null;

/** The public address: `PUBLIC_URL`, or the listening address. No trailing slash. */
export function publicUrl(config: Settings): string {
  return config.PUBLIC_URL ?? `http://${urlHost(config.HOST)}:${config.PORT}`;
}
