import { createHash } from "node:crypto";
import type { ISql, Sql } from "postgres";
import { citusFunctions } from "./citus.ts";
import { allRights, type DatabaseObject, selectAndInsert, type TableRights } from "./database-objects.ts";
import { fileUsageTrigger } from "./file-usage.ts";
import type { MigrationLock } from "./migration-lock.ts";
import { ownedByModules } from "./owned-by-modules.ts";
import { recordRemoval } from "./record-removal.ts";
import { rightsTriggers } from "./rights.ts";
import { applicationRole } from "./role.ts";
import { searchWordObjects } from "./search-words.ts";

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
  // For the check of the schema version.
  "drizzle.__drizzle_migrations": { may: ["select"] },
  ...Object.fromEntries(
    ownedByModules.flatMap(({ rights }) => Object.entries(rights).map(([name, own]) => [`public.${name}`, own])),
  ),
};

const schemas = ["public", "pgboss", "drizzle"];

/** Refreshes the planner's statistics of the queue, which many new jobs outdate. Only the owner may do that. */
const queueStatistics: DatabaseObject = {
  name: "refresh_queue_statistics",
  table: null,
  sql: `
    create or replace function refresh_queue_statistics() returns void
      language plpgsql security definer set search_path = pgboss
      as $$ begin analyze pgboss.job, public.jobs; end $$;
    revoke execute on function refresh_queue_statistics() from public;
    grant execute on function refresh_queue_statistics() to ${applicationRole};`,
};

/** All functions and triggers of the application. */
const objects: readonly DatabaseObject[] = [
  queueStatistics,
  ...rightsTriggers,
  ...fileUsageTrigger,
  ...ownedByModules.flatMap(({ objects: own }) => own),
  ...recordRemoval,
  ...searchWordObjects,
];

/**
 * Forces row-level security on every table with a tenant, and gives the application's role exactly the rights that it
 * needs. Derived from the catalog, so that a new table cannot be forgotten. Correct tables and rights are not changed.
 *
 * @param options.onNodes whether the database runs Citus.
 */
export async function secure(owner: Sql, lock: MigrationLock, { onNodes = false } = {}): Promise<void> {
  await forceRowSecurity(owner, lock);
  await grantRights(owner, lock);
  await installObjects(owner, lock, onNodes ? [...citusFunctions, ...objects.map(onNodesOf)] : objects);
}

async function forceRowSecurity(owner: Sql, lock: MigrationLock) {
  const tables = await owner<{ name: string }[]>`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not (relrowsecurity and relforcerowsecurity)
      and exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'tenant_id' and not attisdropped)
    order by 1`;
  for (const { name } of tables) {
    await lock.transaction(`Row-level security of ${name}`, async (sql) => {
      await sql`alter table ${sql(name)} enable row level security`;
      await sql`alter table ${sql(name)} force row level security`;
    });
  }
}

interface GrantedTable {
  schema: string;
  name: string;
  columns: string[];
  /** The role's rights on tables and columns, like `update name`. */
  granted: string[];
}

async function grantRights(owner: Sql, lock: MigrationLock) {
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

/** A function or trigger in the database: its digest when it was created, and now. */
interface InstalledObject {
  name: string;
  table: string | null;
  note: string | null;
  now: string;
}

/** All functions and triggers, with a digest of their definition. */
const findObjects = (owner: ISql) => owner<InstalledObject[]>`
  select proname as name, null as table, obj_description(oid, 'pg_proc') as note,
    md5(pg_get_functiondef(oid) || coalesce(proacl::text, '')) as now
  from pg_proc where pronamespace = 'public'::regnamespace and prokind = 'f'
  union all
  -- The stored parts: Postgres would lock the table to write the trigger's definition.
  select tgname, relname, obj_description(pg_trigger.oid, 'pg_trigger'),
    md5(concat_ws(' ', tgtype, tgenabled, tgfoid::regprocedure, tgattr, encode(tgargs, 'hex'), tgqual))
  from pg_trigger join pg_class on pg_class.oid = tgrelid
  where relnamespace = 'public'::regnamespace and not tgisinternal`;

const digest = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 16);

/** Rows per call of a function that works in batches. */
const batchRows = 2000;

/**
 * Creates missing and changed functions and triggers. A comment on each contains the digests of its text and its
 * definition, so that both a new text and a manual change are noticed. The comment is written after the work for tenants,
 * so that an interrupted run is retried.
 */
async function installObjects(owner: Sql, lock: MigrationLock, objects: readonly DatabaseObject[]) {
  const before = await readObjects(owner);
  const different = objects.filter((object) => {
    const found = before.get(keyOf(object));
    return !found || found.note !== noteOf(object, found);
  });
  const [later, atOnce] = [different.filter(hasWork), different.filter((object) => !hasWork(object))];
  // Functions before triggers, which call them; each table is locked once.
  const tables = new Set(different.map(({ table }) => table).toSorted((a, b) => (a ?? "").localeCompare(b ?? "")));
  const nameOf = (table: string | null) => (table ? `Triggers of ${table}` : "Functions");
  for (const table of tables) {
    await lock.transaction(nameOf(table), async (sql) => {
      for (const { sql: statement } of different.filter((object) => object.table === table))
        await sql.unsafe(statement);
      await writeNotes(
        sql,
        atOnce.filter((object) => object.table === table),
      );
    });
  }
  if (later.length === 0) return;
  await workForTenants(owner, lock, later);
  for (const table of new Set(later.map((object) => object.table))) {
    await lock.transaction(nameOf(table), (sql) =>
      writeNotes(
        sql,
        later.filter((object) => object.table === table),
      ),
    );
  }
}

const onNodesOf = (object: DatabaseObject): DatabaseObject => ({ ...object, sql: object.sqlOnNodes ?? object.sql });
const noteOf = (object: DatabaseObject, found: InstalledObject | undefined) =>
  `waybill ${digest(object.sql)} ${found?.now}`;
const keyOf = ({ name, table }: { name: string; table: string | null }) => `${name} ${table}`;
const readObjects = async (sql: ISql) => new Map((await findObjects(sql)).map((found) => [keyOf(found), found]));
const hasWork = ({ forEachTenant, inBatches }: DatabaseObject) => forEachTenant !== undefined || inBatches === true;

/** Writes the comments of installed objects. */
async function writeNotes(sql: ISql, made: readonly DatabaseObject[]) {
  const found = await readObjects(sql);
  for (const object of made) {
    const what = object.table ? `trigger ${object.name} on ${object.table}` : `function ${object.name}`;
    const statement = `comment on ${what} is '${noteOf(object, found.get(keyOf(object)))}'`;
    await sql.unsafe(statement);
  }
}

/** Runs the work of new functions for each tenant, each batch in its own transaction. */
async function workForTenants(owner: Sql, lock: MigrationLock, made: readonly DatabaseObject[]) {
  const statements = new Set(made.flatMap(({ forEachTenant }) => forEachTenant ?? []));
  const functions = made.filter(({ inBatches }) => inBatches).map(({ name }) => name);
  for (const { id } of await owner<{ id: string }[]>`select id from tenants order by id`) {
    const inside = (work: (sql: ISql) => Promise<void>) =>
      lock.transaction(`Set-up of tenant ${id}`, async (sql) => {
        // `set local` reaches all nodes of Citus, `set_config` in a select does not. The id is from the database.
        await sql.unsafe(`set local app.tenant_id = '${id}'`);
        await work(sql);
      });
    await inside(async (sql) => {
      for (const statement of statements) await sql.unsafe(statement);
    });
    for (const name of functions) {
      let after: string | null = null;
      do {
        await inside(async (sql) => {
          const [row] = await sql<{ last: string | null }[]>`select ${sql(name)}(${after}::uuid, ${batchRows}) as last`;
          after = row?.last ?? null;
        });
      } while (after !== null);
    }
  }
}
