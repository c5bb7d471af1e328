import { urlsOfHosts } from "@waybill/postgres/database-url";
import { parsedBy, settingsError } from "./load.ts";
import { knownPassword } from "./reach.ts";
import { settingsSchema } from "./schema.ts";
import { readSources, type Source } from "./sources.ts";
import { plaintextObstacles } from "./transport.ts";

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

/** The validated settings of a migration. */
export interface MigrationSettings {
  /** The login of the database's owner. */
  url: string;
  /** The maximum wait for an unavailable database, in seconds. */
  waitSeconds: number;
}

/**
 * The login for migrations, backups and restores: `DATABASE_OWNER_URL`; otherwise `DATABASE_LISTEN_URL` (without a pooler)
 * or `DATABASE_URL`.
 *
 * @returns null if none of the three is set
 * @throws {SettingsError} for an invalid URL, and for one over the internet without TLS
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
    for (const url of urlsOfHosts(value[own] ?? "")) {
      const message = knownPassword(value, url);
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
  "Set DATABASE_OWNER_URL to the login that owns the tables: postgres://owner:password@host/database";
