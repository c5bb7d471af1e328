import { urlsOfHosts } from "@waybill/postgres/database-url";
import { z } from "zod";
import {
  count,
  databaseUrl,
  daysKept,
  flag,
  listenAddress,
  mailUrl,
  minSecretLength,
  moment,
  names,
  origin,
  proxies,
  seconds,
  secrets,
  sender,
  webUrl,
} from "./formats.ts";
import { knownPassword, outboxObstacle } from "./reach.ts";
import { isSecret } from "./secrets.ts";
import { plaintextObstacles } from "./transport.ts";

/** All settings of Waybill: environment variable, format, default. */
export const settingsSchema = z.object({
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
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "give the name of a bucket, such as waybill-files")
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

  AUTH_SECRET: z.string().min(minSecretLength),
  AUTH_SECRET_FORMER: secrets.default([]),
  AUTH_FRESH_MINUTES: z.coerce.number().int().min(1).max(1440).default(15),
  AUTH_IDLE_DAYS: z.coerce.number().int().min(1).max(30).default(14),
  SECOND_FACTOR_REQUIRED_FROM: moment.optional(),
  PASSWORD_BREACH_URL: webUrl.optional(),
  AUTH_GITHUB_ID: z.string().optional(),
  AUTH_GITHUB_SECRET: z.string().optional(),
  AUTH_GOOGLE_ID: z.string().optional(),
  AUTH_GOOGLE_SECRET: z.string().optional(),
  AUTH_OIDC_ISSUER: webUrl.optional(),
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

  CARRIER_URL: webUrl.optional(),
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
  OTEL_EXPORTER_OTLP_ENDPOINT: webUrl.optional(),
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
export function checkTogether(value: Settings, ctx: z.RefinementCtx, isNeeded: (name: string) => boolean) {
  if (isNeeded("SMTP_URL") && !value.SMTP_URL && !value.MAIL_OUTBOX && !value.DATABASE_EMBEDDED) {
    const message = "is needed to send mail: smtp://user:password@host:587";
    ctx.addIssue({ code: "custom", path: ["SMTP_URL"], message });
  }
  for (const name of ["DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_LISTEN_URL"] as const) {
    const message = urlsOfHosts(value[name] ?? "")
      .map((one) => knownPassword(value, one))
      .find(Boolean);
    if (message) ctx.addIssue({ code: "custom", path: [name], message });
  }
  if (value.DATABASE_POOL_MODE === "transaction" && !value.DATABASE_LISTEN_URL) {
    const message = "is needed because DATABASE_POOL_MODE is transaction: a URL without the pooler";
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
