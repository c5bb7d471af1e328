import type { Sql } from "postgres";
import type { Piece } from "./secure-parts.ts";
import type { Turn } from "./turn.ts";

// Where the database has the extension Citus, tables of tenants are spread over its nodes by their tenant. All of it is
// read from the catalog: a new table needs nothing.

/**
 * Tables of which each node has a copy: who asks is found by them before the tenant is known, or rows of every tenant refer
 * to them.
 */
const everywhere = ["users", "sessions", "tenants", "roles", "memberships", "api_keys", "support_access"] as const;

/** Policies that processes of the version before need, by their tables. They have sub-selects, which Citus does not take. */
export const policiesOfTheVersionBefore: Readonly<Record<string, string>> = {
  memberships: "memberships_session",
  support_access: "support_access_session",
  roles: "roles_own",
};

/** What each transaction of the owner's sets that may change distributed tables: one connection to each node, and triggers. */
export const changesEverywhere = [
  "set local citus.multi_shard_modify_mode = 'sequential'",
  "set local citus.enable_unsafe_triggers = on",
];

/** Whether the database has the extension Citus. */
export async function hasCitus(sql: Sql): Promise<boolean> {
  const [row] = await sql<
    { there: boolean }[]
  >`select exists (select from pg_extension where extname = 'citus') as there`;
  return row?.there ?? false;
}

/** A table that is not where it belongs, and how it gets there. */
interface Misplaced {
  name: string;
  /** Whether each node gets a copy. */
  copied: boolean;
}

/** Tables of tenants that are not distributed, and those that every node needs and not every node has. */
const findMisplaced = (sql: Sql) => sql<Misplaced[]>`
  select relname as name, relname = any(${[...everywhere]}) as copied
  from pg_class left join pg_dist_partition on logicalrelid = pg_class.oid
  where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
    and (relname = any(${[...everywhere]}) or exists (
      select from pg_attribute where attrelid = pg_class.oid and attname = 'tenant_id' and attnotnull and not attisdropped))
    and case when relname = any(${[...everywhere]}) then repmodel is distinct from 't' else partmethod is distinct from 'h' end
  -- What each node has a copy of comes first: the others refer to it.
  order by relname = any(${[...everywhere]}) desc, array_position(${[...everywhere]}, relname::text), relname`;

interface Reference {
  table: string;
  name: string;
  definition: string;
}

/** The references from or to these tables. */
const findReferences = (sql: Sql, tables: readonly string[]) => sql<Reference[]>`
  select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition
  from pg_constraint
  where contype = 'f' and connamespace = 'public'::regnamespace
    and (conrelid = any(${[...tables]}::regclass[]) or confrelid = any(${[...tables]}::regclass[]))
  order by 1, 2`;

/**
 * Puts the tables where they belong: those of tenants on the nodes, by the tenant, with the rows of one tenant together; those
 * that are read before a tenant is known on every node. References are dropped meanwhile and made again. One transaction;
 * nothing where nothing is misplaced.
 */
export async function layOut(owner: Sql, turn: Turn): Promise<void> {
  if ((await findMisplaced(owner)).length === 0) return;
  await turn.transaction("Layout of the tables on the nodes of Citus", async (sql) => {
    await place(sql, await findMisplaced(sql));
  });
}

async function place(sql: Sql, misplaced: readonly Misplaced[]) {
  const references = await findReferences(
    sql,
    misplaced.map(({ name }) => name),
  );
  for (const [table, policy] of Object.entries(policiesOfTheVersionBefore))
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

/** A table that others are put beside; `none` for the first. */
async function colocated(sql: Sql): Promise<string> {
  const [first] = await sql<{ name: string }[]>`
    select logicalrelid::text as name from pg_dist_partition where partmethod = 'h' order by 1 limit 1`;
  return first?.name ?? "none";
}

/** Functions that there are where tables are spread over nodes, and nowhere else. */
export const piecesOnNodes: readonly Piece[] = [
  {
    name: "beside_trigger",
    table: null,
    // The trigger is on a part of a table, named after the table and the part's number.
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
