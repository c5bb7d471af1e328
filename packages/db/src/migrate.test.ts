import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { applyMigrations, type Migration, readMigrations } from "./apply-migrations.ts";
import { migrate } from "./migrate.ts";
import { MigrationError, MigrationLock } from "./migration-lock.ts";
import { createTestDatabase, type TestDatabase } from "./testing.ts";
import { changesOf } from "./testing-migrations.ts";

// Migrations of a database in use.

let database: TestDatabase;
let owner: Sql;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = postgres(database.ownerUrl, { max: 3, onnotice: () => {} });
});
afterAll(() => owner.end());

const changes = () => changesOf(database.ownerUrl);

/** Keeps a transaction open after a statement while `work` runs. */
async function meanwhile<T>(statement: string, work: (pid: number, end: () => void) => Promise<T>): Promise<T> {
  const over = Promise.withResolvers<void>();
  const started = Promise.withResolvers<number>();
  const open = owner.begin(async (sql) => {
    const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
    await sql.unsafe(statement);
    started.resolve(row?.pid ?? 0);
    await over.promise;
  });
  open.catch(started.reject);
  try {
    return await work(await started.promise, over.resolve);
  } finally {
    over.resolve();
    await open;
  }
}

describe("a migration with nothing to do", () => {
  test("changes nothing and needs no lock, even while all tables are locked for writing", async () => {
    const tables = await owner<{ name: string }[]>`
      select format('%I.%I', nspname, relname) as name from pg_class join pg_namespace on pg_namespace.oid = relnamespace
      where relkind = 'r' and nspname = 'public'`;
    expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(["public.roles", "public.jobs"]));
    const locked = tables.map(({ name }) => name).join(", ");
    expect(await meanwhile(`lock table ${locked} in exclusive mode`, changes)).toEqual([]);
  });

  test("leaves every row of the catalog unchanged", async () => {
    const before = await owner`select relname, xmin::text from pg_class order by 1`;
    await changes();
    expect(await owner`select relname, xmin::text from pg_class order by 1`).toEqual(before);
  });
});

describe("only differences are restored", () => {
  test.each([
    [
      "row-level security",
      "alter table roles no force row level security",
      [/^alter table "roles" enable/, /^alter table "roles" force/],
    ],
    [
      "the planner's assumption of a large tenant",
      "alter table roles alter tenant_id reset (n_distinct)",
      [/^alter table "roles" alter tenant_id set \(n_distinct = 10\)/],
    ],
    [
      "an additional right",
      "grant update on events to waybill_app",
      [/^revoke all on "public"."events"/, /^grant select, insert on/],
    ],
    [
      "a missing right",
      "revoke select on roles from waybill_app",
      [/^revoke all on "public"."roles"/, /^grant select, insert, update, delete on/],
    ],
    ["the queue's rights", "revoke all on pgboss.job from waybill_app", [/^revoke all on "pgboss"."job"/, /^grant/]],
    [
      "a trigger",
      "drop trigger files_counted on files",
      [/^create or replace trigger files_counted/, /^comment on trigger files_counted/],
    ],
    [
      "a disabled trigger",
      "alter table users disable trigger users_rights_changed",
      [/^create or replace trigger users_rights_changed/, /^comment on/],
    ],
    [
      "a function's rights",
      "grant execute on function refresh_queue_statistics() to public",
      [/^create or replace function refresh_queue_statistics/, /^comment on/],
    ],
    [
      "a function with another text",
      "comment on function tell_rights() is 'waybill 0123456789abcdef'",
      [/^create or replace function tell_rights/, /^comment on/],
    ],
  ])("%s", async (_what, statement, expected) => {
    await owner.unsafe(statement);
    const done = await changes();
    expect(done).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
    expect(await changes()).toEqual([]);
  });
});

describe("a table in use", () => {
  const without = "alter table roles no force row level security";

  test("is locked when it is free, and can be read until then", async () => {
    await owner.unsafe(without);
    const progress: string[] = [];
    await meanwhile("select from roles", async (_pid, end) => {
      let migrated = false;
      const migration = migrate(database.ownerUrl, { onProgress: (message) => progress.push(message) }).then(() => {
        migrated = true;
      });
      await expect.poll(() => progress, { timeout: 10_000 }).toHaveLength(1);
      // The migration released its first attempt: later requests are answered, and it retries.
      for (let read = 0; read < 5; read += 1) await owner`select from roles`;
      expect(migrated).toBe(false);
      end();
      await migration;
    });
    expect(progress).toEqual([expect.stringContaining("Row-level security of roles")]);
    expect(await owner`select relforcerowsecurity as forced from pg_class where relname = 'roles'`).toEqual([
      { forced: true },
    ]);
  });

  test("for too long fails the migration, with the transaction's name", async () => {
    await owner.unsafe(without);
    await meanwhile("select from roles", async (pid) => {
      const failed = await migrate(database.ownerUrl, { lockSeconds: 0 }).catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(MigrationError);
      expect(failed).toMatchObject({ message: expect.stringContaining(`process ${pid}`) });
    });
    await migrate(database.ownerUrl);
  });
});

describe("migrations", () => {
  const migrations = readMigrations();
  const newer = (n: number, statements: string[], rest: Partial<Migration> = {}): Migration => ({
    tag: `9999_${n}`,
    at: 9_999_999_999_000 + n,
    hash: String(n),
    statements,
    alone: false,
    ...rest,
  });
  const apply = async (more: Migration[]) => {
    const one = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
    await applyMigrations(one, new MigrationLock(one, { lockSeconds: 60 }), [...migrations, ...more]).finally(() =>
      one.end(),
    );
  };
  const applied = async () =>
    (await owner`select tag from drizzle.__drizzle_migrations where created_at >= 9999999999000 order by id`).map(
      ({ tag }) => tag,
    );

  test("run once, each in its own transaction, and are recorded by name", async () => {
    const broken = newer(2, ["create table second (id uuid)", "select from nowhere"]);
    await expect(apply([newer(1, ["create table first (id uuid)"]), broken])).rejects.toThrow("nowhere");
    expect(await applied()).toEqual(["9999_1"]);
    expect(await owner`select to_regclass('first') is not null as first, to_regclass('second') as second`).toEqual([
      { first: true, second: null },
    ]);
    const mended = newer(2, ["drop table first"]);
    for (let run = 0; run < 2; run += 1) await apply([newer(1, ["create table first (id uuid)"]), mended]);
    expect(await applied()).toEqual(["9999_1", "9999_2"]);
  });

  test("outside of a transaction create an index beside a writing transaction, and are retried after a failure", async () => {
    const statements = [
      "drop index concurrently if exists roles_planted_idx",
      "create index concurrently roles_planted_idx on roles (updated_at)",
    ];
    const failing = newer(3, [...statements, "select from nowhere"], { alone: true });
    await expect(apply([failing])).rejects.toThrow("nowhere");
    const writing = "update roles set name = name";
    await meanwhile(writing, async (_pid, end) => {
      const migration = apply([newer(3, statements, { alone: true })]);
      // It waits for the writer and blocks no writes.
      const waits = () =>
        owner`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      await expect.poll(waits, { timeout: 10_000 }).toHaveLength(1);
      await owner.unsafe(writing);
      end();
      await migration;
    });
    expect((await applied()).at(-1)).toEqual("9999_3");
    expect(
      await owner`select indisvalid as valid from pg_index where indexrelid = 'roles_planted_idx'::regclass`,
    ).toEqual([{ valid: true }]);
  });

  test("of an empty database run once if two processes start together", async () => {
    const { ownerUrl } = await createTestDatabase({ copyOf: null });
    const progress: string[] = [];
    await Promise.all([migrate(ownerUrl), migrate(ownerUrl, { onProgress: (message) => progress.push(message) })]);
    const sql = postgres(ownerUrl, { max: 1 });
    const noted = await sql`select tag from drizzle.__drizzle_migrations order by id`;
    await sql.end();
    expect(noted.map(({ tag }) => tag)).toEqual(migrations.map(({ tag }) => tag));
  });

  test("mark with a separate line that they need no transaction", () => {
    const folder = mkdtempSync(join(tmpdir(), "waybill-migrations-"));
    mkdirSync(join(folder, "meta"));
    const texts = {
      "0000_plain": "-- It runs -- outside a transaction\nselect 1;--> statement-breakpoint\nselect 2;",
      "0001_alone": "-- outside a transaction\nselect 1;",
    };
    for (const [tag, text] of Object.entries(texts)) writeFileSync(join(folder, `${tag}.sql`), text);
    const entries = Object.keys(texts).map((tag, when) => ({ tag, when, breakpoints: true }));
    writeFileSync(join(folder, "meta/_journal.json"), JSON.stringify({ entries }));
    expect(readMigrations(folder).map(({ tag, at, statements, alone }) => [tag, at, statements.length, alone])).toEqual(
      [
        ["0000_plain", 0, 2, false],
        ["0001_alone", 1, 1, true],
      ],
    );
    rmSync(folder, { recursive: true });
  });
});
