import { backupRole, type Db } from "@waybill/db";
import { sql } from "drizzle-orm";

/** A version of the schema: a migration and its number. */
export interface SchemaVersion {
  name: string;
  at: number;
}

/**
 * Compares the schema of the database with that of the code.
 *
 * @returns `lacking` if the database needs migrations, `later` if it has newer ones, otherwise `equal`
 */
export async function compareSchema(db: Db, { at }: SchemaVersion): Promise<"lacking" | "equal" | "later"> {
  const [row] = await db.execute<{ last: string | null }>(
    sql`select max(created_at)::text as last from drizzle.__drizzle_migrations`,
  );
  const last = Number(row?.last ?? 0);
  if (last < at) return "lacking";
  return last > at ? "later" : "equal";
}

/** Message for operators about a database that needs migrations. */
export const outdatedSchemaMessage = ({ name }: SchemaVersion): string =>
  `The database lacks the migration ${name}, which this version needs. Run: npm run db:migrate`;

/** A login that bypasses row-level security. */
export interface LoginBypassingPolicies {
  login: string;
  /** The reason, as words that follow the login's name. */
  because: string;
}

/**
 * Detects a login that bypasses row-level security: a superuser, BYPASSRLS, or a member of the backup role, whose policies
 * show all tenants' rows. A member without inheritance can still switch to that role.
 *
 * @returns the login and the reason; null if row-level security applies
 */
export async function findLoginBypassingPolicies(db: Db): Promise<LoginBypassingPolicies | null> {
  const rows = await db.execute<{ login: string; because: string }>(sql`
    select own.rolname as login, case when own.rolsuper then 'is a superuser' when own.rolbypassrls then 'has BYPASSRLS'
      else ${`is a member of ${backupRole}`} end as because
    from pg_roles own left join pg_roles backups on backups.rolname = ${backupRole}
    where own.rolname = current_user
      and (own.rolsuper or own.rolbypassrls or coalesce(pg_has_role(own.oid, backups.oid, 'member'), false))`);
  const [row] = rows;
  return row ? { login: row.login, because: row.because } : null;
}

/**
 * Detects a login that owns tables: it can switch forced row-level security off.
 *
 * @returns its name; null if it owns none
 */
export async function findLoginOwningTables(db: Db): Promise<string | null> {
  const rows = await db.execute<{ login: string }>(sql`
    select current_user::text as login from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and pg_get_userbyid(relowner) = current_user
    limit 1`);
  return rows[0]?.login ?? null;
}

/** Advice for {@link findLoginBypassingPolicies} and {@link findLoginOwningTables}. */
export const loginAdvice =
  "Give DATABASE_URL a login of its own that owns nothing, and DATABASE_OWNER_URL the owner's.";

/** The Citus configuration of a connection. */
export interface CitusConfiguration {
  /** The value of `citus.propagate_set_commands`. */
  propagation: string;
  /** Tenants' tables that are not distributed. */
  undistributed: readonly string[];
}

/** Reads the Citus configuration. @returns null without the extension */
export async function readCitusConfiguration(db: Db): Promise<CitusConfiguration | null> {
  const [found] = await db.execute<{ propagation: string | null; there: boolean }>(sql`
    select current_setting('citus.propagate_set_commands', true) as propagation,
      exists (select from pg_extension where extname = 'citus') as there`);
  if (!found?.there) return null;
  const rows = await db.execute<{ name: string }>(sql`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
      and exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'tenant_id' and attnotnull)
      and not exists (select from pg_dist_partition where logicalrelid = pg_class.oid)
    order by 1`);
  return { propagation: found.propagation ?? "", undistributed: rows.map(({ name }) => name) };
}

/** Why a process cannot work with this Citus configuration, as a sentence for operators; null if it can. */
export function citusProblem({ propagation, undistributed }: CitusConfiguration): string | null {
  if (propagation !== "local") {
    return `Reads would find no rows: the nodes of Citus do not get the organisation of a transaction (citus.propagate_set_commands is "${propagation}" and must be "local").`;
  }
  if (undistributed.length === 0) return null;
  return `The tables ${undistributed.join(", ")} are only on the first node of Citus. Run: npm run db:migrate`;
}
