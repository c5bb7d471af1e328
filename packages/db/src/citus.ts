import type { ISql, Sql } from "postgres";
import type { DatabaseObject } from "./database-objects.ts";
import type { MigrationLock } from "./migration-lock.ts";

// With the extension Citus, tenants' tables are distributed over the nodes by tenant. Everything is derived from the
// catalog: a new table needs nothing.

/**
 * Reference tables, with a copy on each node: they find the caller before the tenant is known, or the rows of all tenants
 * refer to them.
 */
const everywhere = ["users", "sessions", "tenants", "roles", "memberships", "api_keys", "support_access"] as const;

/** Policies for processes of the previous version, by table. They contain subqueries, which Citus does not support. */
export const previousVersionPolicies: Readonly<Record<string, string>> = {
  memberships: "memberships_session",
  support_access: "support_access_session",
  roles: "roles_own",
};

/** Settings of the owner's transactions that change distributed tables: the tenant for each node, one connection per node, triggers. */
export const distributedChangeSettings = [
  "set local citus.propagate_set_commands = 'local'",
  "set local citus.multi_shard_modify_mode = 'sequential'",
  "set local citus.enable_unsafe_triggers = on",
];

/** Whether the database has the extension Citus. */
export async function hasCitus(sql: ISql): Promise<boolean> {
  const [row] = await sql<
    { there: boolean }[]
  >`select exists (select from pg_extension where extname = 'citus') as there`;
  return row?.there ?? false;
}

/** A table in the wrong place, and how to move it. */
interface Misplaced {
  name: string;
  /** Whether it becomes a reference table. */
  copied: boolean;
}

/** Tenants' tables that are not distributed, and missing reference tables. */
const findMisplaced = (sql: ISql) => sql<Misplaced[]>`
  select relname as name, relname = any(${[...everywhere]}) as copied
  from pg_class left join pg_dist_partition on logicalrelid = pg_class.oid
  where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
    and (relname = any(${[...everywhere]}) or exists (
      select from pg_attribute where attrelid = pg_class.oid and attname = 'tenant_id' and attnotnull and not attisdropped))
    and case when relname = any(${[...everywhere]}) then repmodel is distinct from 't' else partmethod is distinct from 'h' end
  -- Reference tables first: the others refer to them.
  order by relname = any(${[...everywhere]}) desc, array_position(${[...everywhere]}, relname::text), relname`;

interface Reference {
  table: string;
  name: string;
  definition: string;
}

/** The foreign keys from or to these tables. */
const findReferences = (sql: ISql, tables: readonly string[]) => sql<Reference[]>`
  select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition
  from pg_constraint
  where contype = 'f' and connamespace = 'public'::regnamespace
    and (conrelid = any(${[...tables]}::regclass[]) or confrelid = any(${[...tables]}::regclass[]))
  order by 1, 2`;

/**
 * Distributes tenants' tables by tenant, with the rows of one tenant together, and makes the reference tables. Foreign keys
 * are dropped meanwhile. One transaction; nothing if nothing is to be moved.
 */
export async function distributeTables(owner: Sql, lock: MigrationLock): Promise<void> {
  if ((await findMisplaced(owner)).length === 0) return;
  await lock.transaction("Layout of the tables on the nodes of Citus", async (sql) => {
    await place(sql, await findMisplaced(sql));
  });
}

/** Whether tables are distributed: every later table is then distributed when it is created. */
export async function isDistributed(sql: ISql): Promise<boolean> {
  const [row] = await sql<{ there: boolean }[]>`
    select exists (select from pg_dist_partition where partmethod = 'h') as there`;
  return row?.there ?? false;
}

/** Distributes the tables that a migration has just created, before its foreign keys. In the migration's transaction. */
export async function distributeNew(sql: ISql): Promise<void> {
  await place(sql, await findMisplaced(sql));
}

async function place(sql: ISql, misplaced: readonly Misplaced[]) {
  const references = await findReferences(
    sql,
    misplaced.map(({ name }) => name),
  );
  for (const [table, policy] of Object.entries(previousVersionPolicies))
    await sql`drop policy if exists ${sql(policy)} on ${sql(table)}`;
  for (const { table, name } of references) await sql`alter table ${sql(table)} drop constraint ${sql(name)}`;
  for (const { name, copied } of misplaced) {
    if (copied) await sql`select create_reference_table(${name})`;
    else await sql`select create_distributed_table(${name}, 'tenant_id', colocate_with => ${await colocated(sql)})`;
  }
  for (const { table, name, definition } of references) {
    await sql`alter table ${sql(table)} add constraint ${sql(name)} ${sql.unsafe(definition)}`;
  }
}

/** A table to colocate with; `none` for the first. */
async function colocated(sql: ISql): Promise<string> {
  const [first] = await sql<{ name: string }[]>`
    select logicalrelid::text as name from pg_dist_partition where partmethod = 'h' order by 1 limit 1`;
  return first?.name ?? "none";
}

/** Functions that exist only with Citus. */
export const citusFunctions: readonly DatabaseObject[] = [
  {
    name: "beside_trigger",
    table: null,
    // The trigger is on a shard, which is named after the table and its number.
    sql: `
  create or replace function beside_trigger(trigger_on oid, statement text, variadic tables text[]) returns text
    language plpgsql stable set search_path = public as $$
  declare
    name text;
    part bigint := (select (regexp_match(relname, '_([0-9]+)$'))[1] from pg_class where oid = trigger_on);
    other bigint;
  begin
    foreach name in array tables loop
      select theirs.shardid into other from pg_dist_shard mine
      join pg_dist_shard theirs on theirs.shardminvalue is null or theirs.shardminvalue = mine.shardminvalue
      where mine.shardid = part and theirs.logicalrelid = name::regclass;
      statement := regexp_replace(statement, '\\m' || name || '\\M', name || '_' || other, 'g');
    end loop;
    return statement;
  end $$`,
  },
];
