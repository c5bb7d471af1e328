import type { ISql, Sql } from "postgres";

/** The role for backups, which reads all tenants' rows and writes nothing. */
export const backupRole = "waybill_backup";

const schemas = ["public", "pgboss", "drizzle"];

/**
 * Creates the backup role if it is missing, and lets this login switch to it, as far as the login has the rights. Without
 * the role only backups fail.
 */
export async function ensureBackupRole(owner: Sql): Promise<void> {
  // Since version 16 a login can be allowed to switch to a role without inheriting its rights.
  await owner.unsafe(`
    do $$ declare modern constant boolean := current_setting('server_version_num')::int >= 160000; begin
      if not exists (select from pg_roles where rolname = '${backupRole}') then
        create role ${backupRole} nologin nosuperuser nobypassrls nocreatedb nocreaterole;
      end if;
      if not pg_has_role('${backupRole}', case when modern then 'set' else 'member' end) then
        execute format('grant ${backupRole} to %I %s', current_user, case when modern then 'with inherit false, set true' end);
      end if;
    exception when duplicate_object or insufficient_privilege then null;
    end $$`);
}

/** A missing right, and the statement that grants it. */
interface MissingRight {
  what: string;
  statement: string;
}

/** The missing rights, from the catalog: nothing is locked if nothing is missing. */
async function missingRights(owner: ISql): Promise<MissingRight[]> {
  return owner<MissingRight[]>`
    select 'schema ' || nspname as what, format('grant usage on schema %I to ${owner.unsafe(backupRole)}', nspname) as statement
    from pg_namespace where nspname in ${owner(schemas)} and not has_schema_privilege(${backupRole}, oid, 'usage')
    union all
    select 'rights to ' || pg_class.oid::regclass, format('grant select on %s to ${owner.unsafe(backupRole)}', pg_class.oid::regclass)
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where nspname in ${owner(schemas)} and relkind in ('r', 'p', 'S')
      and not case relkind when 'S' then has_sequence_privilege(${backupRole}, pg_class.oid, 'select')
        else has_table_privilege(${backupRole}, pg_class.oid, 'select') end
    union all
    select 'a policy on ' || pg_class.oid::regclass,
      format('create policy %I on %s for select to ${owner.unsafe(backupRole)} using (true)', relname || '_backup', pg_class.oid::regclass)
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where nspname in ${owner(schemas)} and relkind in ('r', 'p') and relrowsecurity and not exists (
      select from pg_policy where polrelid = pg_class.oid and polpermissive and polcmd = 'r'
        and ${backupRole}::regrole = any(polroles) and pg_get_expr(polqual, polrelid) = 'true')`;
}

/**
 * Lets the role read every row: each table, with a policy of its own on those with row-level security. Derived from the
 * catalog, so that a new table cannot be forgotten. Does nothing without the role.
 */
export async function allowBackups(owner: ISql): Promise<void> {
  const found = await owner`select from pg_roles where rolname = ${backupRole}`;
  if (found.length === 0) return;
  for (const { statement } of await missingRights(owner)) await owner.unsafe(statement);
}

/** The tables that the role cannot read, as texts for people; null if the role does not exist. */
export async function unreadableForBackup(sql: ISql): Promise<string[] | null> {
  const found = await sql`select from pg_roles where rolname = ${backupRole}`;
  if (found.length === 0) return null;
  return (await missingRights(sql)).map(({ what }) => what);
}
