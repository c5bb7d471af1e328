import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import type { TestProject } from "vitest/node";
import { startCluster } from "./cluster.ts";
import { migrate } from "./migrate.ts";

export { default as postgres } from "postgres";

const template = "waybill_template";

/** Where tests find the cluster of their run. */
export interface TestCluster {
  ownerUrl: string;
  applicationUrl: string;
  /** The tables that have a tenant. */
  tenantTables: string[];
}

declare module "vitest" {
  interface ProvidedContext {
    cluster: TestCluster;
  }
}

/** Vitest's global set-up: a real Postgres for the run, with a migrated template that each test file copies. */
export default async function setup({ provide }: TestProject) {
  const directory = mkdtempSync(join(tmpdir(), "waybill-test-"));
  const cluster = await startCluster({
    directory,
    parameters: { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "400" },
  });
  await cluster.createDatabase(template);
  await migrate(cluster.url(template));
  const tenantTables = await tenantTablesOf(cluster.url(template));
  provide("cluster", { ownerUrl: cluster.url("NAME"), applicationUrl: cluster.applicationUrl("NAME"), tenantTables });
  return async () => {
    await cluster.stop();
    rmSync(directory, { recursive: true, force: true });
  };
}

/** The names of the tables that have a tenant, from the catalog of a database. */
async function tenantTablesOf(ownerUrl: string): Promise<string[]> {
  const { default: postgres } = await import("postgres");
  const sql = postgres(ownerUrl, { max: 1 });
  const rows = await sql<{ name: string }[]>`
    select relname as name from pg_class join pg_attribute on attrelid = pg_class.oid
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and attname = 'tenant_id' order by 1`;
  await sql.end();
  return rows.map(({ name }) => name);
}

/** A test file's own database. */
export type TestDatabase = TestCluster;

/** Makes a database for one test file, a copy of the migrated template. It goes with the cluster. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { ownerUrl, applicationUrl, ...cluster } = inject("cluster");
  const { default: postgres } = await import("postgres");
  const name = `test_${randomBytes(8).toString("hex")}`;
  const sql = postgres(ownerUrl.replace("NAME", "postgres"), { max: 1 });
  // Two copies of one template at the same time are refused.
  await sql`select pg_advisory_lock(1)`;
  await sql.unsafe(`create database "${name}" template "${template}"`);
  await sql.end();
  const named = { ownerUrl: ownerUrl.replace("NAME", name), applicationUrl: applicationUrl.replace("NAME", name) };
  return { ...cluster, ...named };
}
