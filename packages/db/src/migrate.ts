import { setTimeout as sleep } from "node:timers/promises";
import { databaseFailure, isUnavailable, writableServer } from "@waybill/postgres";
import { PgBoss } from "pg-boss";
import postgres, { type Sql } from "postgres";
import { applyMigrations, readMigrations } from "./apply-migrations.ts";
import { allowBackups, ensureBackupRole } from "./backup-role.ts";
import { distributedChangeSettings, distributeNew, distributeTables, hasCitus, isDistributed } from "./citus.ts";
import { MigrationError, MigrationLock } from "./migration-lock.ts";
import { ensureApplicationRole } from "./owner-rights.ts";
import { secure } from "./secure.ts";
import { assumeLargeTenants } from "./tenant-statistics.ts";

export { MigrationError } from "./migration-lock.ts";

/** Options of a migration. */
export interface MigrateOptions {
  /** The maximum wait for an unavailable database, in seconds; one attempt by default. */
  waitSeconds?: number;
  /** The maximum time of attempts to lock, in seconds; each attempt waits for half a second. */
  lockSeconds?: number;
  /** Called with progress messages for people. */
  onProgress?: (message: string) => void;
  /** The folder of the migrations; by default this version's. Tests pass a later version's. */
  folder?: string;
  /** Called with each statement, for tests. */
  onStatement?: (statement: string) => void;
}

/**
 * Migrates a database: tables, policies, rights, and pg-boss's schema. It can be repeated, and started by several processes
 * at once: they wait for each other. Only differences from the catalog are applied, so a run with nothing to do locks no
 * table. An attempt to lock a table gives up after half a second and is repeated, because requests queue behind a waiting
 * lock.
 *
 * @param ownerUrl a login that owns the database.
 * @throws {MigrationError} if the database is unavailable or refuses the login, the login lacks rights, or a table cannot
 *   be locked in time: the message contains advice
 */
export async function migrate(ownerUrl: string, options: MigrateOptions = {}): Promise<void> {
  const { onStatement, waitSeconds = 0, lockSeconds = 300, onProgress, folder } = options;
  const { url, ssl } = await awaitServer(ownerUrl, waitSeconds, onProgress);
  const owner = postgres(url, {
    max: 1,
    ssl,
    onnotice: () => {},
    ...(onStatement ? { debug: (_connection: number, statement: string) => onStatement(statement) } : {}),
  });
  try {
    const nodes = await hasCitus(owner);
    const lock = new MigrationLock(owner, { lockSeconds, onProgress, local: nodes ? distributedChangeSettings : [] });
    await lock.alone(async () => {
      await ensureApplicationRole(owner);
      await ensureBackupRole(owner);
      // Foreign keys between distributed tables and others are refused, so a later table is distributed before it has any.
      const onTable = nodes && (await isDistributed(owner)) ? distributeNew : undefined;
      await applyMigrations(owner, lock, readMigrations(folder), onTable);
      await installQueue(owner);
      if (nodes) await distributeTables(owner, lock);
      await secure(owner, lock, { onNodes: nodes });
      // On Citus each execution is planned, for its tenant.
      if (!nodes) await assumeLargeTenants(owner, lock);
      await lock.transaction("Rights of the role for backups", allowBackups);
    });
  } finally {
    await owner.end();
  }
}

/** Pause between connection attempts, in milliseconds. */
const pollMs = 1000;

/** Waits for the server that accepts writes. @throws {MigrationError} if it is unavailable for too long */
async function awaitServer(
  url: string,
  waitSeconds: number,
  onProgress: MigrateOptions["onProgress"],
): Promise<Awaited<ReturnType<typeof writableServer>>> {
  const end = performance.now() + waitSeconds * 1000;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await writableServer(url);
    } catch (cause) {
      const says = databaseFailure(cause);
      if (!says) throw cause;
      // Repeating does not help against a refused login or a rejected certificate.
      if (!isUnavailable(cause)) {
        throw new MigrationError(`${says} Check the URL: user, password, database, sslmode.`, { cause });
      }
      if (performance.now() + pollMs > end) {
        const waited = waitSeconds > 0 ? ` Waited ${waitSeconds} s.` : "";
        throw new MigrationError(`${says}${waited} Check the URL, and whether Postgres is running.`, { cause });
      }
      if (attempt === 0) onProgress?.(`${says} Waiting up to ${waitSeconds} s`);
      await sleep(pollMs);
    }
  }
}

/** pg-boss creates and migrates its own tables; up-to-date ones are only read. */
async function installQueue(owner: Sql) {
  const db = {
    executeSql: async (text: string, values: unknown[] = []) => {
      const answer = await owner.unsafe(text, values as never[]); // the driver's type is narrower than its serializers
      // A script has several results.
      const results = answer.some((part) => Array.isArray(part)) ? (answer as unknown as unknown[][]) : [answer];
      return { rows: results.flat() };
    },
  };
  const boss = new PgBoss({ db, supervise: false, schedule: false, registerInstance: false });
  boss.on("error", () => {});
  await boss.start();
  await boss.stop({ graceful: false });
}
