import type { Sql } from "postgres";
import { MigrationError } from "./migration-lock.ts";
import { applicationRole } from "./role.ts";

/** The oldest supported Postgres. */
const oldestVersion = 15;

/** Facts about the server and the login. */
interface Facts {
  version: number;
  login: string;
  database: string;
  creates_roles: boolean;
  role: boolean;
  makes_schemas: boolean;
  makes_tables: boolean;
  becomes: boolean;
}

/**
 * Creates the application's role if it is missing, and lets this login switch to it, as far as the login has the rights.
 *
 * @throws {MigrationError} if the login lacks rights; the message contains the SQL for an administrator
 */
export async function ensureApplicationRole(owner: Sql): Promise<void> {
  let facts = await factsOf(owner);
  if (await isApplicationLogin(owner)) {
    throw new MigrationError(
      `The login ${facts.login} is the application's, which owns nothing. Use the login that owns the database ${facts.database} in DATABASE_OWNER_URL. See docs/postgres.md.`,
    );
  }
  if (facts.version < oldestVersion) {
    throw new MigrationError(`This is Postgres ${facts.version}. Use Postgres ${oldestVersion} to 18.`);
  }
  if (!facts.role && facts.creates_roles) {
    await owner.unsafe(`
      do $$ begin
        create role ${applicationRole} nologin nosuperuser nobypassrls nocreatedb nocreaterole;
      exception when duplicate_object then null;
      end $$`);
    facts = await factsOf(owner);
  }
  // Since version 16 the creator of a role may grant it, but has to be granted it to switch to it.
  if (facts.role && !facts.becomes && facts.creates_roles) {
    await owner.unsafe(`
      do $$ begin
        execute format('grant ${applicationRole} to %I', current_user)
          || case when current_setting('server_version_num')::int >= 160000 then ' with inherit false, set true' else '' end;
      exception when insufficient_privilege then null;
      end $$`);
    facts = await factsOf(owner);
  }
  const statements = missingRights(facts);
  if (statements.length === 0) return;
  throw new MigrationError(
    `The login ${facts.login} lacks rights in the database ${facts.database}. As an administrator, run there:\n${statements.map((statement) => `  ${statement};`).join("\n")}\nSee docs/postgres.md.`,
  );
}

/**
 * Whether a login is the application's: its role, or a member of it that does not own the tables. An owner is a member too,
 * to switch to the role.
 */
export async function isApplicationLogin(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ own: boolean }[]>`
    select session_user = ${applicationRole} or pg_has_role(session_user, app.oid, 'member')
      and count(tables.oid) > 0 and not bool_or(pg_has_role(session_user, tables.relowner, 'member')) as own
    from pg_roles app left join pg_class tables on tables.relnamespace = 'public'::regnamespace and tables.relkind in ('r', 'p')
    where app.rolname = ${applicationRole} group by app.oid`;
  return row?.own ?? false;
}

/** The statements that grant the missing rights. */
function missingRights({ version, login, database, role, makes_schemas, makes_tables }: Facts): string[] {
  const name = `"${login.replaceAll('"', '""')}"`;
  const membership = version >= 16 ? " with inherit false, set true" : "";
  return [
    ...(role ? [] : [`create role ${applicationRole} nologin`, `grant ${applicationRole} to ${name}${membership}`]),
    ...(makes_schemas ? [] : [`grant create on database "${database.replaceAll('"', '""')}" to ${name}`]),
    ...(makes_tables ? [] : [`grant usage, create on schema public to ${name}`]),
  ];
}

async function factsOf(owner: Sql): Promise<Facts> {
  const [facts] = await owner<Facts[]>`
    select current_setting('server_version_num')::int / 10000 as version, current_user as login, current_database() as database,
      own.rolcreaterole or own.rolsuper as creates_roles, target.oid is not null as role,
      has_database_privilege(current_database(), 'create') as makes_schemas,
      has_schema_privilege('public', 'create') as makes_tables,
      target.oid is not null and pg_has_role(target.oid,
        case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end) as becomes
    from pg_roles own left join pg_roles target on target.rolname = ${applicationRole}
    where own.rolname = current_user`;
  if (!facts) throw new MigrationError("The login is not among the roles of its server.");
  return facts;
}
