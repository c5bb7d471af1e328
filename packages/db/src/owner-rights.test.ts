import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cluster, startCluster } from "@waybill/cluster";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { Database } from "./index.ts";
import { migrate } from "./migrate.ts";
import { MigrationError } from "./migration-lock.ts";
import { applicationRole } from "./role.ts";
import { tenants } from "./schema/tenants.ts";

// Logins as a managed Postgres gives them, which are not superusers.

let cluster: Cluster;

async function asAdministrator(database: string, statements: string[]) {
  const admin = postgres(cluster.url(database), { max: 1, onnotice: () => {} });
  for (const statement of statements) await admin.unsafe(statement);
  await admin.end();
}

const urlOf = (login: string) => {
  const url = new URL(cluster.url("managed"));
  url.username = login;
  url.password = "managed-password";
  return url.href;
};

beforeAll(async () => {
  const directory = mkdtempSync(join(tmpdir(), "waybill-managed-"));
  cluster = await startCluster({ directory, parameters: { fsync: "off" } });
  await asAdministrator("postgres", [
    `drop role ${applicationRole}`,
    "create role maker login createrole password 'managed-password'",
    "create role plain login password 'managed-password'",
    "create role waybill_backup",
  ]);
}, 30_000);
afterEach(async () => {
  await cluster.dropDatabase("managed");
  await asAdministrator("postgres", [`drop role if exists ${applicationRole}`]);
});
afterAll(() => cluster.remove());

/** Whether a login works as the application: it switches its role, writes and reads. */
async function works(login: string): Promise<void> {
  const database = new Database({ url: urlOf(login), role: applicationRole, max: 1 });
  try {
    await database.transaction({}, ({ db }) =>
      db.insert(tenants).values({ id: "0198c5a8-6a2b-7d61-b6a0-3d5a4d1f0c11", name: "Acme", slug: "acme" }),
    );
    const rows = await database.transaction({ readOnly: true }, ({ db }) =>
      db.select({ slug: tenants.slug, role: sql`current_user` }).from(tenants),
    );
    expect(rows).toEqual([{ slug: "acme", role: applicationRole }]);
  } finally {
    await database.close();
  }
}

const refusal = (login: string): Promise<unknown> => migrate(urlOf(login)).catch((error: unknown) => error);

/** The SQL of a refusal: the lines that are set in. */
const statementsIn = (error: unknown) =>
  error instanceof MigrationError ? error.message.split("\n").filter((line) => line.startsWith("  ")) : [];

test("a login with CREATEROLE creates the application's role and can become it", async () => {
  await asAdministrator("postgres", ["create database managed owner maker"]);
  await migrate(urlOf("maker"));
  await works("maker");
});

test("a login without CREATEROLE gets the SQL for an administrator, which is sufficient", async () => {
  await asAdministrator("postgres", ["create database managed owner plain"]);
  const error = await refusal("plain");
  expect(statementsIn(error)).toEqual([
    "  create role waybill_app nologin;",
    expect.stringContaining('grant waybill_app to "plain"'),
  ]);
  await asAdministrator("managed", statementsIn(error));
  await migrate(urlOf("plain"));
  await works("plain");
});

test("a login that does not own the database gets the SQL for its rights", async () => {
  await asAdministrator("postgres", ["create database managed"]);
  const error = await refusal("maker");
  expect(statementsIn(error)).toEqual([
    '  grant create on database "managed" to "maker";',
    '  grant usage, create on schema public to "maker";',
  ]);
  await asAdministrator("managed", statementsIn(error));
  await migrate(urlOf("maker"));
  await works("maker");
});

test("a separate login of the application works without switching its role", async () => {
  await asAdministrator("postgres", [
    "create database managed owner plain",
    `create role ${applicationRole} login password 'managed-password'`,
  ]);
  await migrate(urlOf("plain"));
  const database = new Database({ url: urlOf(applicationRole), max: 1 });
  const rows = await database.transaction({ readOnly: true }, ({ db }) => db.select().from(tenants));
  await database.close();
  expect(rows).toEqual([]);
});
