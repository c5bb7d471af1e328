import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { Database, newId } from "./index.ts";
import { roles } from "./schema/roles.ts";
import { tenants } from "./schema/tenants.ts";
import { createTestDatabase, postgres, type TestDatabase } from "./testing.ts";

let urls: TestDatabase;
let database: Database;
const acme = newId();

beforeAll(async () => {
  urls = await createTestDatabase();
  database = new Database({ url: urls.applicationUrl, max: 2 });
  await database.transaction({}, ({ db }) => db.insert(tenants).values({ id: acme, name: "Acme", slug: "acme" }));
});
afterAll(() => database.close());

/** Has the server end every connection of the application, as it does when it is restarted. */
async function endConnections() {
  const owner = postgres(urls.ownerUrl, { max: 1 });
  await owner`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'waybill' and datname = current_database()`;
  await owner.end();
  // Until this process has noticed the end.
  await new Promise((heard) => setTimeout(heard, 50));
}

test("a connection that ends while idle is replaced", async () => {
  for (let time = 0; time < 5; time += 1) {
    await database.ping();
    await endConnections();
    await vi.waitFor(() => database.ping());
  }
});

test("a transaction whose connection ends between two statements throws, and the next one works", async () => {
  const lost = database.transaction({ tenantId: acme }, async ({ db }) => {
    await db.execute(sql`select 1`);
    await endConnections();
    await db.execute(sql`select 2`).catch(() => {});
    await db.execute(sql`select 3`);
  });
  await expect(lost).rejects.toThrow();
  await database.ping();
});

test("later statements of a lost transaction do not reach the next one", async () => {
  const order: string[] = [];
  const ended = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  const late = Promise.withResolvers<void>();
  const lost = database.transaction({ tenantId: acme }, async ({ db }) => {
    await db.execute(sql`select 1`);
    await endConnections();
    ended.resolve();
    await started.promise;
    await Promise.allSettled([
      db.insert(roles).values({ tenantId: acme, name: "of the lost one", permissions: [] }),
      db.execute(sql`rollback`),
    ]);
    order.push("late");
    late.resolve();
  });
  const refused = expect(lost).rejects.toThrow();
  await ended.promise;
  await database.transaction({ tenantId: acme }, async ({ db }) => {
    await db.insert(roles).values({ tenantId: acme, name: "of the next one", permissions: [] });
    started.resolve();
    await late.promise;
    order.push("next");
  });
  await refused;
  expect(order).toEqual(["late", "next"]);
  const names = await database.transaction({ tenantId: acme, readOnly: true }, ({ db }) =>
    db.select({ name: roles.name }).from(roles),
  );
  expect(names).toEqual([{ name: "of the next one" }]);
});
