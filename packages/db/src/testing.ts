import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cluster, startCluster } from "@waybill/cluster";
import type { Transactions } from "@waybill/postgres";
import postgres, { type ISql } from "postgres";
import type { TestProject } from "vitest/node";
import { distributedChangeSettings, distributeNew } from "./citus.ts";
import { migrate } from "./migrate.ts";
import { applicationRole } from "./role.ts";
import { type CitusNode, copyOnNodes, createOnNodes, dropOnNodes, grantToLogin, nodesOf } from "./testing-citus.ts";

export { postgres };

/** A cluster for tests. */
export interface TestCluster {
  /** The URLs of databases, with the placeholder `NAME`: for the owner and for the application. */
  ownerUrl: string;
  applicationUrl: string;
  /** The names of the tables with a column `tenant_id`. */
  tenantTables: string[];
  /** On Citus: the hosts and ports of the nodes other than the first. */
  citus?: CitusNode[];
  /** On Citus: the name of the migrated database that test files copy. */
  template?: string;
}

declare module "vitest" {
  interface ProvidedContext {
    cluster: TestCluster;
  }
}

const template = "waybill_template";

/** A Postgres for tests that can be stopped, suspended and restarted. */
export interface RunningTestCluster extends Pick<Cluster, "stop" | "suspend" | "restart" | "remove"> {
  cluster: TestCluster;
}

/**
 * Starts a real Postgres for tests, with a migrated template that each test file copies.
 *
 * @param options.durable whether commits are flushed to disk, as in production; for measurements.
 */
export async function startTestCluster({ durable = false } = {}): Promise<RunningTestCluster> {
  const directory = mkdtempSync(join(tmpdir(), "waybill-test-"));
  const { createDatabase, url, applicationUrl, stop, suspend, restart, remove } = await startCluster({
    directory,
    parameters: {
      ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
      max_connections: "400",
    },
  });
  await createDatabase(template);
  await migrate(url(template));
  const tenantTables = await tenantTablesOf(url(template));
  return {
    cluster: { ownerUrl: url("NAME"), applicationUrl: applicationUrl("NAME"), tenantTables },
    stop,
    suspend,
    restart,
    remove,
  };
}

/** The cluster of a test run. Each project loads this module again, so it is shared as a global of the process. */
interface SharedCluster {
  projects: number;
  started: Promise<Pick<RunningTestCluster, "cluster" | "remove">>;
}

declare global {
  var sharedCluster: SharedCluster | undefined;
}

/** Vitest's global set-up: one cluster for the run, removed after its last project. */
export default async function setup({ provide }: TestProject) {
  const given = process.env.TEST_CITUS_URL;
  globalThis.sharedCluster ??= { projects: 0, started: given ? useCitus(given) : startTestCluster() };
  const shared = globalThis.sharedCluster;
  shared.projects += 1;
  const { cluster, remove } = await shared.started;
  provide("cluster", cluster);
  return async () => {
    shared.projects -= 1;
    if (shared.projects > 0) return;
    globalThis.sharedCluster = undefined;
    await remove();
  };
}

/** The password of the application's role on a given cluster. */
const givenPassword = "waybill";

/**
 * Uses a given cluster of Citus.
 *
 * @param given the URL of a database on the coordinator, for a superuser.
 */
async function useCitus(given: string): Promise<Pick<RunningTestCluster, "cluster" | "remove">> {
  const citus = await nodesOf(given);
  const owner = new URL(given);
  owner.pathname = "/NAME";
  const application = new URL(owner);
  [application.username, application.password] = [applicationRole, givenPassword];
  const cluster: TestCluster = { ownerUrl: owner.href, applicationUrl: application.href, tenantTables: [], citus };
  const migrated = await createOnCitus(cluster, null);
  await migrate(migrated.ownerUrl);
  const first = postgres(migrated.ownerUrl, { max: 1 });
  await first.unsafe(`alter role ${applicationRole} login password '${givenPassword}'`);
  await first.end();
  cluster.template = migrated.name;
  const tenantTables = await tenantTablesOf(migrated.ownerUrl);
  const sql = postgres(owner.href.replace("NAME", "postgres"), { max: 1 });
  return {
    cluster: { ...cluster, tenantTables },
    async remove() {
      const names = await sql<
        { name: string }[]
      >`select datname as name from pg_database where datname like 'waybill\\_test\\_%'`;
      await sql.end();
      await dropOnNodes(
        owner.href,
        citus,
        names.map(({ name }) => name),
      );
    },
  };
}

/** Creates a database on every node of a Citus cluster. @param copyOf the name of its template; null for an empty one */
async function createOnCitus(cluster: TestCluster, copyOf: string | null): Promise<TestDatabase> {
  const name = `waybill_test_${randomBytes(8).toString("hex")}`;
  const named = (url: string) => url.replace("NAME", name);
  const database = { name, ownerUrl: named(cluster.ownerUrl), applicationUrl: named(cluster.applicationUrl), cluster };
  if (copyOf === null) await createOnNodes(database.ownerUrl, cluster.citus ?? []);
  else await copyOnNodes(database.ownerUrl, cluster.citus ?? [], copyOf);
  return database;
}

/** Creates a migrated database on Citus whose owner is not a superuser. */
export async function createOwnedDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase({ copyOf: null });
  const ownerUrl = await grantToLogin(database.ownerUrl, (login) => [`grant ${applicationRole} to "${login}"`]);
  await migrate(ownerUrl);
  return { ...database, ownerUrl };
}

/** Creates tables for a test, distributed on Citus like those of a migration. */
export async function createTables({ ownerUrl, cluster }: TestDatabase, statements: readonly string[]): Promise<void> {
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  try {
    await owner.begin(async (sql) => {
      for (const statement of cluster.citus ? distributedChangeSettings : []) await sql.unsafe(statement);
      for (const statement of statements) await sql.unsafe(statement);
      if (cluster.citus) await distributeNew(sql);
    });
  } finally {
    await owner.end();
  }
}

/** Makes a tenant the transaction's. By a statement of its own: Citus sends no other setting to its nodes. */
export const enterTenant = (transaction: ISql, tenantId: string) =>
  transaction.unsafe(`set local app.tenant_id = '${tenantId}'`);

/** The names of the tables with a column `tenant_id`, from the catalog of a database. */
async function tenantTablesOf(ownerUrl: string): Promise<string[]> {
  const sql = postgres(ownerUrl, { max: 1 });
  const rows = await sql<{ name: string }[]>`
    select relname as name from pg_class join pg_attribute on attrelid = pg_class.oid
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and attname = 'tenant_id' order by 1`;
  await sql.end();
  return rows.map(({ name }) => name);
}

/** The database of a test file. */
export interface TestDatabase {
  name: string;
  ownerUrl: string;
  applicationUrl: string;
  cluster: TestCluster;
}

/**
 * Creates a database for a test file. It is removed with the cluster.
 *
 * @param options.cluster the cluster of the test run by default.
 * @param options.copyOf a database without connections; the migrated template by default; null for an empty database.
 */
export async function createTestDatabase(
  options: { cluster?: TestCluster; copyOf?: TestDatabase | null } = {},
): Promise<TestDatabase> {
  const { copyOf } = options;
  const cluster = options.cluster ?? copyOf?.cluster ?? (await import("vitest")).inject("cluster");
  const name = `test_${randomBytes(8).toString("hex")}`;
  if (cluster.citus) {
    return createOnCitus(cluster, copyOf === null ? null : (copyOf?.name ?? cluster.template ?? null));
  }
  const sql = postgres(cluster.ownerUrl.replace("NAME", "postgres"), { max: 1 });
  // Postgres refuses two copies of one template at the same time.
  await sql`select pg_advisory_lock(1)`;
  const source = copyOf === null ? "template0" : (copyOf?.name ?? template);
  await sql.unsafe(`create database "${name}" template "${source}"`);
  await sql.end();
  const named = (url: string) => url.replace("NAME", name);
  return { name, ownerUrl: named(cluster.ownerUrl), applicationUrl: named(cluster.applicationUrl), cluster };
}

/** The planner's settings in a transaction of the database. */
export const planningOf = async (database: Transactions) => {
  const [settings] = await database.transaction({}, ({ send }) =>
    send(`select current_setting('plan_cache_mode') as mode, current_setting('enable_seqscan') as seqscan,
      current_setting('max_parallel_workers_per_gather') as workers, current_setting('jit') as jit`),
  );
  return settings;
};
