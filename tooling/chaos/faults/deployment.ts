import { setTimeout as sleep } from "node:timers/promises";
import { applyMigrations, type Migration, readMigrations } from "../../../packages/db/src/apply-migrations.ts";
import { MigrationLock } from "../../../packages/db/src/migration-lock.ts";
import { asOwner, type Installation } from "../installation.ts";
import { type Fault, noCleanUp } from "./fault.ts";

/** Timeout of a process until it is ready, in seconds. */
const startSeconds = 60;

/** Typical migrations: a column, and an index that is created concurrently. */
function nextMigrations(): Migration[] {
  const known = readMigrations();
  const last = known.at(-1)?.at ?? 0;
  const column = ["alter table parcels add column chaos_remark text"];
  const index = ["create index concurrently if not exists parcels_chaos_idx on parcels (tenant_id, chaos_remark)"];
  return [
    ...known,
    { tag: "chaos_column", at: last + 1, hash: "chaos-1", statements: column, alone: false },
    { tag: "chaos_index", at: last + 2, hash: "chaos-2", statements: index, alone: true },
  ];
}

async function waitUntilReady(installation: Installation, name: string): Promise<void> {
  for (let waited = 0; waited < startSeconds; waited += 0.25) {
    if (!(await installation.unready()).has(name)) return;
    await sleep(250);
  }
}

/** Processes that are replaced together: another one of each kind is ready. */
const pairs = [
  ["web-1", "worker-1"],
  ["web-2", "worker-2"],
] as const;

/** Migrates, and then restarts the processes by SIGTERM, one of each kind at a time. */
export const deployment: Fault = {
  name: "a deployment with a migration: every process is replaced",
  seconds: { short: 1, long: 1 },
  async inject(installation) {
    await asOwner(installation, async (sql) => {
      const lock = new MigrationLock(sql, { lockSeconds: 120 });
      await lock.alone(() => applyMigrations(sql, lock, nextMigrations()));
    });
    for (const pair of pairs) {
      await Promise.all(
        pair.map(async (name) => {
          await installation.processes[name].replace();
          await waitUntilReady(installation, name);
        }),
      );
    }
  },
  end: noCleanUp,
};
