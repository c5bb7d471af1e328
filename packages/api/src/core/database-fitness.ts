import { backupRole, type Db } from "@waybill/db";
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

/** A login that row-level security does not hold for. */
export interface LoginPastPolicies {
  login: string;
  /** The reason, in words that follow the login's name. */
  because: string;
}

/**
 * Finds a login that row-level security does not hold for: a superuser, one with BYPASSRLS, or a member of the role for
 * backups, whose policies show the rows of every tenant. A member that does not inherit them can become the role.
 *
 * @returns the login and the reason, and null where the application works as another
 */
export async function loginPastPolicies(db: Db): Promise<LoginPastPolicies | null> {
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
 * Finds a login that owns tables: row-level security, which is forced, holds for it until it takes that away.
 *
 * @returns its name, and null where the application owns none
 */
export async function loginWithTables(db: Db): Promise<string | null> {
  const rows = await db.execute<{ login: string }>(sql`
    select current_user::text as login from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and pg_get_userbyid(relowner) = current_user
    limit 1`);
  return rows[0]?.login ?? null;
}

/** What an operator does about {@link loginPastPolicies} and {@link loginWithTables}. */
export const otherLogin = "Give DATABASE_URL a login of its own that owns nothing, and DATABASE_OWNER_URL the owner's.";

/** How a database that has the extension Citus is set up for a connection. */
export interface Nodes {
  /** What of a transaction's settings the nodes are told: `citus.propagate_set_commands`. */
  told: string;
  /** The tables of tenants that lie on the first node alone. */
  notSpread: readonly string[];
}

/** Reads how the nodes of Citus are set up. @returns null where the database has no such extension */
export async function readNodes(db: Db): Promise<Nodes | null> {
  const [found] = await db.execute<{ told: string | null; there: boolean }>(sql`
    select current_setting('citus.propagate_set_commands', true) as told,
      exists (select from pg_extension where extname = 'citus') as there`);
  if (!found?.there) return null;
  const rows = await db.execute<{ name: string }>(sql`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
      and exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'tenant_id' and attnotnull)
      and not exists (select from pg_dist_partition where logicalrelid = pg_class.oid)
    order by 1`);
  return { told: found.told ?? "", notSpread: rows.map(({ name }) => name) };
}

/** Why a process cannot work on these nodes, as a sentence for operators; null where it can. */
export function unfitNodes({ told, notSpread }: Nodes): string | null {
  if (told !== "local") {
    return `Reads would find no rows: the nodes of Citus are not told which organisation a transaction is in (citus.propagate_set_commands is "${told}" and has to be "local").`;
  }
  if (notSpread.length === 0) return null;
  return `The tables ${notSpread.join(", ")} lie on the first node of Citus alone. Run: npm run db:migrate`;
}
