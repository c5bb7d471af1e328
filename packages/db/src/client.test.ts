import { arrayContains, sql as drizzleSql, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { Database, DatabaseBusyError, newId, preparedSql } from "./index.ts";
import { applicationRole } from "./role.ts";
import { roles } from "./schema/roles.ts";
import { memberships, tenants } from "./schema/tenants.ts";
import { createTestDatabase, planningOf, type TestDatabase } from "./testing.ts";

let urls: TestDatabase;
let database: Database;
const statements: string[] = [];
const acme = newId();
const globex = newId();

const role = (name: string, tenantId = acme) => ({ tenantId, name, permissions: ["roles.read"] });
const names = (tenantId?: string) =>
  database.transaction({ tenantId, readOnly: true }, async ({ db }) =>
    (await db.select({ name: roles.name }).from(roles)).map((row) => row.name),
  );

beforeAll(async () => {
  urls = await createTestDatabase();
  database = new Database({ url: urls.applicationUrl, max: 4, onStatement: (text) => statements.push(text) });
  await database.transaction({}, async ({ db }) => {
    await db.insert(tenants).values([
      { id: acme, name: "Acme", slug: "acme" },
      { id: globex, name: "Globex", slug: "globex" },
    ]);
  });
  for (const [tenantId, name] of [
    [acme, "A-1"],
    [globex, "G-1"],
  ] as const) {
    await database.transaction({ tenantId }, ({ db }) => db.insert(roles).values(role(name, tenantId)));
  }
});
beforeEach(() => {
  statements.length = 0;
});
afterAll(() => database.close());

describe("row-level security", () => {
  test("shows a transaction the rows of its tenant, with no filter in the query", async () => {
    expect(await names(acme)).toEqual(["A-1"]);
    expect(await names(globex)).toEqual(["G-1"]);
  });

  test("shows no row without a tenant, and does not throw", async () => {
    expect(await names()).toEqual([]);
  });

  test("applies to the owner's login too, which switches to the application's role", async () => {
    const owner = new Database({ url: urls.ownerUrl, role: applicationRole, max: 1 });
    const read = (tenantId?: string) =>
      owner.transaction({ tenantId }, async ({ db }) => (await db.select().from(roles)).map((row) => row.name));
    expect([await read(), await read(acme)]).toEqual([[], ["A-1"]]);
    await owner.close();
  });

  test("applies on a connection that served another tenant before", async () => {
    const single = new Database({ url: urls.applicationUrl, max: 1 });
    const read = (tenantId?: string) =>
      single.transaction({ tenantId }, async ({ db }) => (await db.select().from(roles)).length);
    expect([await read(acme), await read(), await read(globex)]).toEqual([1, 0, 1]);
    await single.close();
  });

  test("refuses to write, move or change a row of another tenant", async () => {
    const inAcme = <T>(work: Parameters<typeof database.transaction<T>>[1]) =>
      database.transaction({ tenantId: acme }, work);
    const cause = /row-level security/;
    await expect(
      inAcme(({ db }) => db.insert(roles).values(role("X", globex))).catch((error) => Promise.reject(error.cause)),
    ).rejects.toThrow(cause);
    await expect(
      inAcme(({ db }) => db.update(roles).set({ tenantId: globex })).catch((error) => Promise.reject(error.cause)),
    ).rejects.toThrow(cause);
    await inAcme(({ db }) => db.update(roles).set({ name: "stolen" }).where(eq(roles.tenantId, globex)));
    const [untouched] = await database.transaction({ tenantId: globex }, ({ db }) => db.select().from(roles));
    expect(untouched?.name).toBe("G-1");
  });
});

test("statements are planned for a page of a large tenant: once, without whole tables, workers and compilation", async () => {
  expect(await planningOf(database)).toEqual({ mode: "force_generic_plan", seqscan: "off", workers: "0", jit: "off" });
});

test("a row without a tenant gets the transaction's", async () => {
  const insert = drizzleSql`insert into roles (id, name, permissions) values (${newId()}, 'Nameless', '{}')`;
  await database.transaction({ tenantId: acme }, ({ db }) => db.execute(insert));
  const rows = await database.transaction({ tenantId: acme }, ({ db }) =>
    db.delete(roles).where(eq(roles.name, "Nameless")).returning(),
  );
  expect(rows).toMatchObject([{ tenantId: acme, name: "Nameless" }]);
});

test("a column in a sub-select keeps its table's name, also with a single table", async () => {
  const named = drizzleSql`array(select ${memberships.role} from ${memberships} where ${memberships.tenantId} = ${roles.tenantId})`;
  await database.transaction({ tenantId: acme, readOnly: true }, ({ db }) => db.select({ named }).from(roles));
  expect(statements).toContainEqual(expect.stringContaining('where "memberships"."tenant_id" = "roles"."tenant_id"'));
});

describe("a transaction", () => {
  test("commits its writes, and rolls back all of them on an error", async () => {
    const failing = database.transaction({ tenantId: acme }, async ({ db }) => {
      await db.insert(roles).values(role("LOST"));
      throw new Error("changed my mind");
    });
    await expect(failing).rejects.toThrow("changed my mind");
    expect(await names(acme)).toEqual(["A-1"]);
  });

  test("cannot write if it is read-only", async () => {
    const writing = database.transaction({ tenantId: acme, readOnly: true }, ({ db }) => db.delete(roles));
    await expect(writing.catch((error) => Promise.reject(error.cause))).rejects.toThrow(/read-only/);
  });

  test("sends only begin, settings and commit around the statements", async () => {
    await names(acme);
    await vi.waitFor(() => expect(statements.at(-1)).toBe("commit"));
    expect(statements.map((text) => text.trim().split(" ").slice(0, 2).join(" "))).toEqual([
      "begin isolation",
      'select "roles"."name"',
      "commit",
    ]);
  });

  test("if read-only, ends before the answer to its commit, and frees its connection afterwards", async () => {
    const one = new Database({ url: urls.applicationUrl, max: 1, onStatement: (text) => statements.push(text) });
    const read = () => one.transaction({ tenantId: acme, readOnly: true }, ({ db }) => db.select().from(roles));
    await read();
    expect(one.pool.inUse).toBe(0);
    // Nothing of it reaches into the next one on its connection.
    expect(await one.transaction({}, ({ db }) => db.select().from(roles))).toEqual([]);
    await one.close();
  });

  test("continues after a failed savepoint", async () => {
    const found = await database.transaction({ tenantId: acme }, async ({ db, savepoint }) => {
      await savepoint(() => db.insert(roles).values([role("S-1"), role("S-1")])).catch(() => {});
      await savepoint(() => db.insert(roles).values(role("S-2")));
      const rows = await db.select({ name: roles.name }).from(roles).orderBy(roles.name);
      await db.delete(roles).where(eq(roles.name, "S-2"));
      return rows.map((row) => row.name);
    });
    expect(found).toEqual(["A-1", "S-2"]);
  });

  test("throws if it cannot commit because a statement's error was caught", async () => {
    const failing = database.transaction({ tenantId: acme }, async ({ db }) => {
      await db.insert(roles).values(role("LOST"));
      await db
        .insert(roles)
        .values(role("A-1"))
        .catch(() => {});
    });
    await expect(failing).rejects.toThrow(/Nothing was committed/);
    expect(await names(acme)).toEqual(["A-1"]);
  });

  test("frees its connection after the answer to the commit, also if it fails", async () => {
    const one = new Database({ url: urls.applicationUrl, max: 1, onStatement: (text) => statements.push(text) });
    await one.transaction({}, ({ db }) => db.execute(drizzleSql`select 1`));
    statements.length = 0;
    const failing = one.transaction({ tenantId: acme }, async ({ db }) => {
      await db.execute(drizzleSql`create temp table late (id int unique deferrable initially deferred) on commit drop`);
      await db.execute(drizzleSql`insert into late values (1), (1)`);
    });
    const next = one.transaction({ tenantId: acme }, ({ db }) => db.insert(roles).values(role("NEXT")));
    await expect(failing).rejects.toThrow(/duplicate key/);
    await next;
    expect(statements[statements.indexOf("commit") + 1]).toMatch(/^begin; set local app.tenant_id/);
    expect(await names(acme)).toEqual(["A-1", "NEXT"]);
    await one.transaction({ tenantId: acme }, ({ db }) => db.delete(roles).where(eq(roles.name, "NEXT")));
    await one.close();
  });

  test("sends statements without waiting in order, and rolls all back if one fails", async () => {
    const insert = preparedSql(
      () => drizzleSql`insert into ${roles} (id, name, permissions)
        values (${drizzleSql.placeholder("id")}, ${drizzleSql.placeholder("name")}, '{quick}')`,
    );
    const write = (...each: string[]) =>
      database.transaction({ tenantId: acme }, ({ run }) =>
        Promise.all(each.map((name) => run(insert, { id: newId(), name }))),
      );
    await expect(write("Q-1", "A-1", "Q-2")).rejects.toThrow(/duplicate key/);
    expect(await names(acme)).toEqual(["A-1"]);
    await write("Q-1", "Q-2");
    expect(await names(acme)).toEqual(["A-1", "Q-1", "Q-2"]);
    await database.transaction({ tenantId: acme }, ({ db }) =>
      db.delete(roles).where(arrayContains(roles.permissions, ["quick"])),
    );
  });

  test("refuses an undefined parameter at once, and keeps its connection", async () => {
    const one = new Database({ url: urls.applicationUrl, max: 1 });
    const pid = preparedSql<{ pid: number }>(() => drizzleSql`select pg_backend_pid() as pid`);
    const find = preparedSql(() => drizzleSql`select ${drizzleSql.placeholder("id")}::uuid as id`);
    const findAll = preparedSql(() => drizzleSql`select ${drizzleSql.placeholder("ids")}::uuid[] as ids`);
    const [before] = await one.transaction({}, ({ run }) => run(pid, {}));
    for (const given of [undefined, newId()]) {
      const asked = one.transaction({}, ({ run }) =>
        Promise.all([run(find, { id: given }), run(findAll, { ids: [newId(), undefined] }), run(pid, {})]),
      );
      await expect(asked).rejects.toThrow(given ? /contains undefined/ : /Parameter 1 of a statement is undefined/);
    }
    expect(await one.transaction({}, ({ run }) => run(pid, {}))).toEqual([before]);
    await one.close();
  });

  test("sends nothing after its end", async () => {
    const one = preparedSql(() => drizzleSql`select 1`);
    const late = await database.transaction({ tenantId: acme }, async ({ db, run, send }) => [
      () => db.insert(roles).values(role("LATE")).execute(),
      () => run(one, {}),
      () => send("select 1"),
    ]);
    for (const send of late) {
      const error = await send().catch((reason) => reason);
      expect(String(error.cause ?? error)).toMatch(/has ended/);
    }
    expect(await names(acme)).toEqual(["A-1"]);
  });

  test("is refused in time if all connections are in use, and the pool works afterwards", async () => {
    const small = new Database({ url: urls.applicationUrl, max: 1, waitSeconds: 1 });
    const blocked = small.transaction({}, ({ db }) => db.execute(drizzleSql`select pg_sleep(2)`));
    await expect(small.transaction({}, async () => {})).rejects.toThrow(DatabaseBusyError);
    await blocked;
    await small.ping();
    await small.close();
  });
});
