import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cluster, startCluster } from "@waybill/cluster";
import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { changesEverywhere, distributeNew } from "./citus.ts";
import { migrate } from "./migrate.ts";
import { applicationRole } from "./role.ts";
import { type CitusNode, copyOnNodes, createOnNodes, dropOnNodes, giveToLogin, nodesOf } from "./testing-citus.ts";

export { postgres };

/** Where tests find a cluster. */
export interface TestCluster {
  /** The addresses of a database named `NAME`, for its owner and for the application. */
  ownerUrl: string;
  applicationUrl: string;
  /** The tables that have a tenant. */
  tenantTables: string[];
  /** Where it is a cluster of Citus: the nodes beside the first, as hosts and ports. */
  citus?: CitusNode[];
  /** The migrated database there, which test files copy. */
  template?: string;
}

declare module "vitest" {
  interface ProvidedContext {
    cluster: TestCluster;
  }
}

const template = "waybill_template";

/** A Postgres for tests, which can go away and come back. */
export interface RunningTestCluster extends Pick<Cluster, "stop" | "suspend" | "restart" | "remove"> {
  cluster: TestCluster;
}

/**
 * Starts a real Postgres for tests, with a migrated template that each test file copies.
 *
 * @param options.durable whether it writes to the disk as one of production does; to measure it.
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

/** The cluster of a run, for all of its projects. Each of them reads this file anew: what they share is the process. */
interface SharedCluster {
  projects: number;
  started: Promise<Pick<RunningTestCluster, "cluster" | "remove">>;
}

declare global {
  var sharedCluster: SharedCluster | undefined;
}

/** Vitest's global set-up: a cluster for the run, which goes with the last project that uses it. */
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

/** The password of the application's role on a cluster that is given. */
const givenPassword = "waybill";

/** Uses a cluster of Citus. @param given the address of a superuser, of a database on its first node that knows the others */
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

/** Makes a database on every node of a cluster of Citus. @param copyOf the name of a database; null for an empty one */
async function createOnCitus(cluster: TestCluster, copyOf: string | null): Promise<TestDatabase> {
  const name = `waybill_test_${randomBytes(8).toString("hex")}`;
  const named = (url: string) => url.replace("NAME", name);
  const database = { name, ownerUrl: named(cluster.ownerUrl), applicationUrl: named(cluster.applicationUrl), cluster };
  if (copyOf === null) await createOnNodes(database.ownerUrl, cluster.citus ?? []);
  else await copyOnNodes(database.ownerUrl, cluster.citus ?? [], copyOf);
  return database;
}

/** A migrated database of a cluster of Citus whose owner is no superuser. */
export async function createOwnedDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase({ copyOf: null });
  const ownerUrl = await giveToLogin(database.ownerUrl, (login) => [`grant ${applicationRole} to "${login}"`]);
  await migrate(ownerUrl);
  return { ...database, ownerUrl };
}

/** Creates tables that no migration creates, as a migration would: on Citus they are distributed. */
export async function createTables({ ownerUrl, cluster }: TestDatabase, statements: readonly string[]): Promise<void> {
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  try {
    await owner.begin(async (sql) => {
      for (const statement of cluster.citus ? changesEverywhere : []) await sql.unsafe(statement);
      for (const statement of statements) await sql.unsafe(statement);
      if (cluster.citus) await distributeNew(sql);
    });
  } finally {
    await owner.end();
  }
}

/** The names of the tables that have a tenant, from the catalog of a database. */
async function tenantTablesOf(ownerUrl: string): Promise<string[]> {
  const sql = postgres(ownerUrl, { max: 1 });
  const rows = await sql<{ name: string }[]>`
    select relname as name from pg_class join pg_attribute on attrelid = pg_class.oid
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and attname = 'tenant_id' order by 1`;
  await sql.end();
  return rows.map(({ name }) => name);
}

/** A test file's own database. */
export interface TestDatabase {
  name: string;
  ownerUrl: string;
  applicationUrl: string;
  cluster: TestCluster;
}

/**
 * Makes a database for one test file. It goes with the cluster.
 *
 * @param options.cluster Vitest's, where none is given.
 * @param options.copyOf a database that nobody is connected to; the migrated template, where none is given; null for an
 *   empty one, for tests of what migrates it.
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
  // Two copies of one template at the same time are refused.
  await sql`select pg_advisory_lock(1)`;
  const source = copyOf === null ? "template0" : (copyOf?.name ?? template);
  await sql.unsafe(`create database "${name}" template "${source}"`);
  await sql.end();
  const named = (url: string) => url.replace("NAME", name);
  return { name, ownerUrl: named(cluster.ownerUrl), applicationUrl: named(cluster.applicationUrl), cluster };
}
