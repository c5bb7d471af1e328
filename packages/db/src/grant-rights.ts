import type { Sql } from "postgres";
import { allRights, selectAndInsert, type TableRights } from "./database-objects.ts";
import type { MigrationLock } from "./migration-lock.ts";
import { ownedByModules } from "./owned-by-modules.ts";
import { applicationRole } from "./role.ts";

/** Restricted rights of the application's role, by schema and table. */
const restrictedRights: Record<string, TableRights> = {
  // Append-only.
  "public.activity": selectAndInsert,
  "public.events": selectAndInsert,
  "public.installation_activity": selectAndInsert,
  "public.job_logs": { may: ["select", "insert", "delete"] },
  // Written by triggers with the owner's rights.
  "public.file_usage": { may: ["select"] },
  "public.search_words": { may: ["select"] },
  "public.former_words": { may: ["select"] },
  // For the check of the schema version.
  "drizzle.__drizzle_migrations": { may: ["select"] },
  ...Object.fromEntries(
    ownedByModules.flatMap(({ rights }) => Object.entries(rights).map(([name, own]) => [`public.${name}`, own])),
  ),
};

const schemas = ["public", "pgboss", "drizzle"];

interface GrantedTable {
  schema: string;
  name: string;
  columns: string[];
  /** The role's rights on tables and columns, such as `update name`. */
  granted: string[];
}

/** Gives the application's role exactly the rights that it needs. */
export async function grantRights(owner: Sql, lock: MigrationLock) {
  const missing = await owner<{ grant: string }[]>`
    select format('usage on schema %I', nspname) as grant from pg_namespace
    where nspname = any(${schemas}) and not has_schema_privilege(${applicationRole}, oid, 'usage')
    union all
    select format('usage on sequence %s', oid::regclass) from pg_class
    where relnamespace = any(array['public', 'pgboss']::regnamespace[])
      and case relkind when 'S' then not has_sequence_privilege(${applicationRole}, oid, 'usage') end
    union all
    select format('execute on function %s', oid::regprocedure) from pg_proc
    where pronamespace = 'pgboss'::regnamespace and prokind = 'f' and not has_function_privilege(${applicationRole}, oid, 'execute')`;
  const tables = await owner<GrantedTable[]>`
    select nspname as schema, relname as name,
      array(select attname::text from pg_attribute
        where attrelid = pg_class.oid and attnum > 0 and not attisdropped order by 1) as columns,
      array(
        select lower(privilege_type) from aclexplode(relacl) where grantee = ${applicationRole}::regrole
        union all
        select lower(privilege_type) || ' ' || attname from pg_attribute, aclexplode(attacl)
        where attrelid = pg_class.oid and attnum > 0 and not attisdropped and grantee = ${applicationRole}::regrole
        order by 1) as granted
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where nspname = any(${schemas}) and relkind in ('r', 'p', 'v', 'm', 'f') order by 1, 2`;
  const statements = missing.map(({ grant }) => `grant ${grant} to ${applicationRole}`);
  for (const { schema, name, columns, granted } of tables) {
    const { may, updates } = restrictedRights[`${schema}.${name}`] ?? allRights;
    const updatable = updates?.(columns) ?? [];
    const wanted = [...may, ...updatable.map((column) => `update ${column}`)].toSorted();
    if (wanted.join() === granted.toSorted().join()) continue;
    const table = `"${schema}"."${name}"`;
    statements.push(
      `revoke all on ${table} from ${applicationRole}`,
      `grant ${may.join(", ")} on ${table} to ${applicationRole}`,
    );
    if (updatable.length === 0) continue;
    statements.push(
      `grant update (${updatable.map((column) => `"${column}"`).join(", ")}) on ${table} to ${applicationRole}`,
    );
  }
  if (statements.length === 0) return;
  // One transaction: other sessions do not see the state between revoke and grant.
  await lock.transaction("Rights of the application's role", async (sql) => {
    for (const statement of statements) await sql.unsafe(statement);
  });
}
