import { z } from "zod";
import { readSources, type Source } from "./sources.ts";

export { readEnvFiles } from "./sources.ts";

const flag = z.enum(["true", "false", "1", "0"]).transform((value) => value === "true" || value === "1");

const seconds = z.coerce.number().int().positive();

/**
 * Every setting of Waybill: its name in the environment, what it should look like, its default.
 * A setting that ends in `.describe('secret')` never appears in a log or an error message.
 */
const settingsSchema = z
  .object({
    NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
    PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
    PUBLIC_URL: z.url().optional(),
    LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
    LOG_FORMAT: z.enum(["json", "pretty"]).default("json"),

    DATA_DIR: z.string().min(1).default(".data"),
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).describe("secret"),
    DATABASE_OWNER_URL: z
      .url({ protocol: /^postgres(ql)?$/ })
      .optional()
      .describe("secret"),
    DATABASE_LISTEN_URL: z
      .url({ protocol: /^postgres(ql)?$/ })
      .optional()
      .describe("secret"),
    DATABASE_POOL: z.coerce.number().int().min(2).max(500).default(10),
    DATABASE_WAIT_SECONDS: seconds.default(10),

    AUTH_SECRET: z.string().min(32).describe("secret"),
    AUTH_FRESH_MINUTES: z.coerce.number().int().min(1).max(1440).default(15),
    AUTH_GITHUB_ID: z.string().optional(),
    AUTH_GITHUB_SECRET: z.string().optional().describe("secret"),
    AUTH_GOOGLE_ID: z.string().optional(),
    AUTH_GOOGLE_SECRET: z.string().optional().describe("secret"),
    AUTH_OIDC_ISSUER: z.url().optional(),
    AUTH_OIDC_ID: z.string().optional(),
    AUTH_OIDC_SECRET: z.string().optional().describe("secret"),
    AUTH_OIDC_NAME: z.string().default("Single sign-on"),
    TRUST_PROXY: flag.default(false),

    SMTP_URL: z
      .url({ protocol: /^smtps?$/ })
      .optional()
      .describe("secret"),
    MAIL_FROM: z.string().min(3).default("Waybill <no-reply@waybill.localhost>"),
    MAIL_OUTBOX: flag.default(false),

    CARRIER_URL: z.url().optional(),
    CARRIER_TOKEN: z.string().optional().describe("secret"),
    CARRIER_POLL_SECONDS: seconds.default(2),

    JOBS_MODE: z.enum(["queue", "inline"]).default("queue"),
    JOBS_CONCURRENCY: z.coerce.number().int().min(1).max(100).default(4),
    JOBS_MONITOR_SECONDS: seconds.default(10),
    METRICS_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
    OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
    WORKER_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  })
  .superRefine((value, ctx) => {
    if (!value.SMTP_URL && !value.MAIL_OUTBOX) {
      ctx.addIssue({
        code: "custom",
        path: ["SMTP_URL"],
        message:
          "set SMTP_URL (smtp://user:password@host:587), or MAIL_OUTBOX=true to keep mail on a page that anyone can read (development only)",
      });
    }
    const pairs = [
      ["AUTH_GITHUB_ID", "AUTH_GITHUB_SECRET"],
      ["AUTH_GOOGLE_ID", "AUTH_GOOGLE_SECRET"],
      ["AUTH_OIDC_ISSUER", "AUTH_OIDC_ID"],
      ["AUTH_OIDC_ISSUER", "AUTH_OIDC_SECRET"],
    ] as const;
    for (const [given, needed] of pairs) {
      if (value[given] && !value[needed]) {
        ctx.addIssue({ code: "custom", path: [needed], message: `is needed because ${given} is set` });
      }
    }
  });

/** The settings of a process, checked and typed. */
export type Settings = z.output<typeof settingsSchema>;

/** Thrown when settings are missing or malformed; the message names each one and what it should look like. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/**
 * Reads and checks the settings.
 *
 * Sources, the later wins: defaults, `.env`, `.env.<NODE_ENV>`, `.env.local`, the environment. A secret may also
 * be given as `NAME_FILE`, the path of a file that holds it (Docker and Kubernetes secrets).
 *
 * @param source where to read from; the process's environment and the current folder when left out.
 * @throws {SettingsError} naming every wrong setting at once; values are never repeated.
 */
export function loadSettings(source: Source = { env: process.env, directory: process.cwd() }): Settings {
  const parsed = settingsSchema.safeParse(readSources(source, Object.keys(settingsSchema.shape)));
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new SettingsError(`These settings are missing or wrong:\n${lines.join("\n")}\nSee docs/settings.md.`);
}

let loaded: Settings | undefined;

/** The settings of this process, read once. Throws {@link SettingsError} like {@link loadSettings}. */
export function settings(): Settings {
  loaded ??= loadSettings();
  return loaded;
}

/** The address that people type: `PUBLIC_URL`, or localhost with the port. No trailing slash. */
export function publicUrl(config: Settings): string {
  return (config.PUBLIC_URL ?? `http://localhost:${config.PORT}`).replace(/\/$/, "");
}
