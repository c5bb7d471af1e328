import { databaseFailure, isCommitInDoubt } from "@waybill/db";
import { lastMigration } from "@waybill/db/schema-version";
import type { App } from "../core/context.ts";
import { compareSchema, outdatedSchemaMessage } from "../core/monitoring/database-fitness.ts";

/** The reason why the database is unavailable, with advice for an operator. @returns null for other errors */
export function databaseTrouble(error: unknown): string | null {
  const says = databaseFailure(error);
  if (!says) return null;
  if (isCommitInDoubt(error)) return `${says} Check whether the command took effect before you run it again.`;
  return `${says} Check DATABASE_URL and whether Postgres is running. waybill doctor shows details.`;
}

/**
 * Checks that the database has the schema of this version. No command migrates a database.
 *
 * @returns a message with advice; null if it has
 */
export async function schemaTrouble(app: App): Promise<string | null> {
  const version = lastMigration();
  try {
    const found = await app.database.transaction({ readOnly: true }, ({ db }) => compareSchema(db, version));
    return found === "lacking" ? outdatedSchemaMessage(version) : null;
  } catch (error) {
    if (databaseFailure(error)) throw error;
    return "The database has none of the tables that this version needs. Run: npm run db:migrate";
  }
}
