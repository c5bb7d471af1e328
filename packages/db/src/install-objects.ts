import { createHash } from "node:crypto";
import type { ISql, Sql } from "postgres";
import type { DatabaseObject } from "./database-objects.ts";
import type { MigrationLock } from "./migration-lock.ts";

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
export async function installObjects(owner: Sql, lock: MigrationLock, objects: readonly DatabaseObject[]) {
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
