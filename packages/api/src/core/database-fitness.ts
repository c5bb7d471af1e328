import type { Db } from "@waybill/db";
import { sql } from "drizzle-orm";

/** A version of the tables: a migration, at its place in the order. */
export interface SchemaVersion {
  name: string;
  at: number;
}

/**
 * Compares the version of the database's tables with the code's.
 *
 * @returns `lacking` where the database has not had the code's last migration, `later` where it has had more, else `equal`
 */
export async function compareSchema(db: Db, { at }: SchemaVersion): Promise<"lacking" | "equal" | "later"> {
  const [row] = await db.execute<{ last: string | null }>(
    sql`select max(created_at)::text as last from drizzle.__drizzle_migrations`,
  );
  const last = Number(row?.last ?? 0);
  if (last < at) return "lacking";
  return last > at ? "later" : "equal";
}

/** What an operator reads where the database is of an earlier version. */
export const lackingSentence = ({ name }: SchemaVersion): string =>
  `The database lacks the migration ${name}, which this version needs. Run: npm run db:migrate`;

/**
 * Finds a login that row-level security does not hold for: a superuser, or one with BYPASSRLS.
 *
 * @returns its name, and null where the application works as another
 */
export async function loginPastPolicies(db: Db): Promise<string | null> {
  const rows = await db.execute<{ login: string }>(
    sql`select rolname as login from pg_roles where rolname = current_user and (rolsuper or rolbypassrls)`,
  );
  return rows[0]?.login ?? null;
}

/** What an operator does about {@link loginPastPolicies}. */
export const otherLogin = "Give DATABASE_URL a login of its own that owns nothing, and DATABASE_OWNER_URL the owner's.";
