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
  provide("cluster", { ownerUrl: cluster.url("NAME"), applicationUrl: cluster.applicationUrl("NAME") });
  return async () => {
    await cluster.stop();
    rmSync(directory, { recursive: true, force: true });
  };
}

/** A test file's own database. */
export interface TestDatabase {
  ownerUrl: string;
  applicationUrl: string;
}

async function createDatabase(copyOf?: string): Promise<TestDatabase> {
  const { ownerUrl, applicationUrl } = inject("cluster");
  const { default: postgres } = await import("postgres");
  const name = `test_${randomBytes(8).toString("hex")}`;
  const sql = postgres(ownerUrl.replace("NAME", "postgres"), { max: 1 });
  // Two copies of one template at the same time are refused.
  await sql`select pg_advisory_lock(1)`;
  await sql.unsafe(`create database "${name}"${copyOf ? ` template "${copyOf}"` : ""}`);
  await sql.end();
  return { ownerUrl: ownerUrl.replace("NAME", name), applicationUrl: applicationUrl.replace("NAME", name) };
}

/** Makes a database for one test file, a copy of the migrated template. It goes with the cluster. */
export const createTestDatabase = (): Promise<TestDatabase> => createDatabase(template);

/** Makes a database without anything in it, for tests of what migrates it. */
export const createEmptyDatabase = (): Promise<TestDatabase> => createDatabase();
