import { sql as drizzleSql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Database, databaseFailure, isUnavailable, newId, PlainDatabase, QueueConnection } from "./index.ts";
import { applicationRole } from "./role.ts";
import { roles } from "./schema/roles.ts";
import { tenants } from "./schema/tenants.ts";
import { createTestDatabase, planningOf, postgres, type TestDatabase } from "./testing.ts";
import { startTestPooler, type TestPooler } from "./testing-pooler.ts";

let urls: TestDatabase;
const acme = newId();
const globex = newId();
const names: Record<string, string> = { [acme]: "A-1", [globex]: "G-1" };

beforeAll(async () => {
  urls = await createTestDatabase();
  const database = new Database({ url: urls.applicationUrl, max: 1 });
  await database.transaction({}, async ({ db }) => {
    await db.insert(tenants).values([
      { id: acme, name: "Acme", slug: "acme" },
      { id: globex, name: "Globex", slug: "globex" },
    ]);
  });
  for (const [tenantId, name = ""] of Object.entries(names)) {
    const role = { tenantId, name, permissions: ["roles.read"] };
    await database.transaction({ tenantId }, ({ db }) => db.insert(roles).values(role));
  }
  await database.close();
});

interface Session {
  pid: number;
  statements: string;
  idle: string;
  who: string;
  tenant: string | null;
  prepared: number;
}

const sessionOf = drizzleSql`select pg_backend_pid() as pid, current_setting('statement_timeout') as statements,
  current_setting('idle_in_transaction_session_timeout') as idle, current_user as who,
  nullif(current_setting('app.tenant_id', true), '') as tenant,
  (select count(*)::int from pg_prepared_statements) as prepared`;

// PgBouncer if installed, and the substitute in Node.
describe.each([
  { name: "the machine's pooler", only: undefined },
  { name: "the pooler in Node", only: "node" as const },
])("through $name", ({ only }) => {
  let pooler: TestPooler;
  let url: string;
  const start = (connections: number, mode?: "session") =>
    startTestPooler({ url: urls.ownerUrl, connections, ...(mode ? { mode } : {}) }, only ? { only } : {});

  describe("in transaction mode, with one connection to the server", () => {
    beforeAll(async () => {
      pooler = await startTestPooler({ url: urls.applicationUrl, connections: 1 }, only ? { only } : {});
      url = pooler.through(urls.applicationUrl);
    });
    afterAll(() => pooler.stop());

    test.each([Database, PlainDatabase])("tenants take turns, and none sees another's rows (%o)", async (Way) => {
      const database = new Way({ url, poolMode: "transaction", max: 6 });
      const seen = await Promise.all(
        Array.from({ length: 60 }, async (_, turn) => {
          const tenantId = [acme, globex, undefined][turn % 3];
          const scope = { tenantId, readOnly: turn % 2 === 0 };
          return database.transaction(scope, async ({ db }) => {
            const rows = await db.select({ name: roles.name }).from(roles).where(drizzleSql`${roles.version} = ${1}`);
            const [session] = await db.execute<Session & Record<string, unknown>>(sessionOf);
            return { tenantId, rows: rows.map(({ name }) => name), session };
          });
        }),
      );
      for (const { tenantId, rows, session } of seen) {
        expect(rows).toEqual(tenantId ? [names[tenantId]] : []);
        expect(session?.tenant).toBe(tenantId ?? null);
      }
      expect(new Set(seen.map(({ session }) => session?.pid)).size).toBe(1);
      await database.close();
    });

    test("settings of a failed transaction are gone", async () => {
      const database = new Database({ url, poolMode: "transaction", max: 2 });
      const failed = database.transaction({ tenantId: acme }, ({ db }) => db.execute(drizzleSql`select 1 / 0`));
      await expect(failed).rejects.toMatchObject({ cause: { code: "22012" } });
      const [session] = await database.transaction({}, ({ db }) =>
        db.execute<Session & Record<string, unknown>>(sessionOf),
      );
      expect(session?.tenant).toBe(null);
      await database.close();
    });

    test("each transaction has its timeouts, and nothing is prepared", async () => {
      const database = new Database({ url, poolMode: "transaction", max: 2, statementSeconds: 1 });
      for (const readOnly of [true, false]) {
        const [session] = await database.transaction({ readOnly }, ({ db }) =>
          db.execute<Session & Record<string, unknown>>(sessionOf),
        );
        expect(session).toMatchObject({ statements: "1s", idle: "1min", prepared: 0 });
        expect(await planningOf(database)).toEqual({ mode: "auto", seqscan: "off", workers: "0", jit: "off" });
      }
      const slow = database.transaction({}, ({ db }) => db.execute(drizzleSql`select pg_sleep(60)`));
      await expect(slow).rejects.toMatchObject({ cause: { code: "57014" } });
      await database.close();
    });

    test("the queue's statements have timeouts, single and several", async () => {
      const queue = new QueueConnection({ url, poolMode: "transaction", listenUrl: urls.applicationUrl, max: 2 });
      const settings =
        "select current_setting('statement_timeout') as statements, current_setting('enable_seqscan') as s";
      const expected = { statements: "2min", s: "off" };
      expect((await queue.executeSql(`${settings} where $1::int = 1`, [1])).rows).toEqual([expected]);
      expect((await queue.executeSql(`begin; ${settings}; select 1 as one; commit;`)).rows).toEqual([
        expected,
        { one: 1 },
      ]);
      await expect(queue.executeSql("begin; select 1 / 0; commit;")).rejects.toThrow("division by zero");
      await expect(queue.executeSql("select 1 / $1::int", [0])).rejects.toThrow("division by zero");
      const { rows } = await queue.executeSql("select count(*)::int as n from pg_prepared_statements");
      expect(rows).toEqual([{ n: 0 }]);
      await queue.close();
    });
  });

  test("a connection that ends in a transaction leaves nothing to the next client", async () => {
    pooler = await start(1);
    url = pooler.through(urls.ownerUrl);
    const client = postgres(url, { max: 1, fetch_types: false, prepare: false });
    const started = Promise.withResolvers<void>();
    void client
      .begin(async (transaction) => {
        await transaction.unsafe("create table half_done (n int)");
        started.resolve();
        await Promise.withResolvers().promise;
      })
      .catch(() => {});
    await started.promise;
    await client.end({ timeout: 0 });
    const next = new Database({ url, poolMode: "transaction", max: 1 });
    const [row] = await next.transaction({}, ({ db }) =>
      db.execute<{ found: string | null }>(drizzleSql`select to_regclass('half_done') as found`),
    );
    expect(row?.found).toBe(null);
    await next.close();
    await pooler.stop();
  });

  test("20 callers share two connections, with an owner's login that switches to the application's role", async () => {
    pooler = await start(2);
    url = pooler.through(urls.ownerUrl);
    const database = new Database({ url, poolMode: "transaction", role: applicationRole, max: 20 });
    const sessions = await Promise.all(
      Array.from({ length: 20 }, (_, turn) =>
        database.transaction({ tenantId: turn % 2 ? acme : globex }, async ({ db }) => {
          const rows = await db.select({ name: roles.name }).from(roles);
          const [session] = await db.execute<Session & Record<string, unknown>>(sessionOf);
          return { found: rows.map(({ name }) => name), ...session };
        }),
      ),
    );
    for (const [turn, { found, who }] of sessions.entries()) {
      expect(found).toEqual([names[turn % 2 ? acme : globex]]);
      expect(who).toBe(applicationRole);
    }
    expect(new Set(sessions.map(({ pid }) => pid)).size).toBe(2);
    await database.close();
    const plain = new Database({ url, poolMode: "transaction", max: 1 });
    const [after] = await plain.transaction({}, ({ db }) => db.execute<Session & Record<string, unknown>>(sessionOf));
    expect(after?.who).toBe("waybill_owner");
    await plain.close();
    await pooler.stop();
  });

  test("in session mode a connection keeps its settings, and its statements are prepared", async () => {
    pooler = await start(1, "session");
    const database = new Database({ url: pooler.through(urls.ownerUrl), role: applicationRole, max: 1 });
    for (const tenantId of [acme, globex]) {
      await database.transaction({ tenantId }, async ({ db }) => {
        const rows = await db.select({ name: roles.name }).from(roles).where(drizzleSql`${roles.version} = ${1}`);
        expect(rows).toEqual([{ name: names[tenantId] }]);
        const [session] = await db.execute<Session & Record<string, unknown>>(sessionOf);
        expect(session).toMatchObject({ statements: "30s", idle: "1min", who: applicationRole });
        expect(session?.prepared).toBeGreaterThan(0);
      });
    }
    await database.close();
    await pooler.stop();
  });
});

test("a lost prepared statement is reported as a pooler without DATABASE_POOL_MODE", async () => {
  const database = new Database({ url: urls.applicationUrl, max: 1 });
  const read = () =>
    database.transaction({ tenantId: acme }, ({ db }) =>
      db.select({ name: roles.name }).from(roles).where(drizzleSql`${roles.version} = ${1}`),
    );
  expect(await read()).toEqual([{ name: "A-1" }]);
  // Like another session of a pooler.
  await database.transaction({}, ({ db }) => db.execute(drizzleSql`deallocate all`));
  const error = await read().catch((thrown: unknown) => thrown);
  expect(isUnavailable(error)).toBe(true);
  expect(databaseFailure(error)).toContain("Set DATABASE_POOL_MODE=transaction");
  await database.close();
});
