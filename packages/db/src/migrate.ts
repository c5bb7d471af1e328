import { setTimeout as sleep } from "node:timers/promises";
import { databaseFailure, isUnavailable, writableServer } from "@waybill/postgres";
import { PgBoss } from "pg-boss";
import postgres, { type Sql } from "postgres";
import { applyMigrations, readMigrations } from "./apply-migrations.ts";
import { allowBackups, ensureBackupRole } from "./backup-role.ts";
import { changesEverywhere, hasCitus, layOut } from "./citus.ts";
import { ensureApplicationRole } from "./owner-rights.ts";
import { secure } from "./secure.ts";
import { MigrationError, Turn } from "./turn.ts";

export { MigrationError } from "./turn.ts";

/** How a database is migrated. */
export interface MigrateOptions {
  /** For how long a database that does not answer is waited for, in seconds; it is asked once where this is left out. */
  waitSeconds?: number;
  /** For how long locks are tried for, in seconds; each attempt waits for half a second. */
  lockSeconds?: number;
  /** Told what is waited for, for a person who waits. */
  onProgress?: (message: string) => void;
  /** The folder of the migrations; this version's, where none is given. Tests give one of a later version. */
  folder?: string;
  /** Called with each statement that is sent, for tests. */
  onStatement?: (statement: string) => void;
}

/**
 * Brings a database up to date: tables, policies, rights, and pg-boss's own schema. Safe to run again, and from
 * several processes at once: one waits for the other. Only what differs from the catalog is changed, so that a run with
 * nothing to do locks no table. What has to lock one gives up after half a second and tries again: requests queue behind
 * a lock that waits.
 *
 * @param ownerUrl a login that owns the database.
 * @throws {MigrationError} where the database does not answer in time, or refuses the login; where the login lacks rights;
 *   where a table cannot be locked in time: the message says what to do
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
    const turn = new Turn(owner, { lockSeconds, onProgress, local: nodes ? changesEverywhere : [] });
    await turn.alone(async () => {
      await ensureApplicationRole(owner);
      await ensureBackupRole(owner);
      await applyMigrations(owner, turn, readMigrations(folder));
      await installQueue(owner);
      if (nodes) await layOut(owner, turn);
      await secure(owner, turn, { onNodes: nodes });
      await turn.transaction("Rights of the role for backups", allowBackups);
    });
  } finally {
    await owner.end();
  }
}

/** How often a database that does not answer is asked again, in milliseconds. */
const askEveryMs = 1000;

/** The server that takes writes, once it answers. @throws {MigrationError} where it does not in time */
async function awaitServer(
  address: string,
  waitSeconds: number,
  onProgress: MigrateOptions["onProgress"],
): Promise<Awaited<ReturnType<typeof writableServer>>> {
  const end = performance.now() + waitSeconds * 1000;
  for (let asked = 0; ; asked += 1) {
    try {
      return await writableServer(address);
    } catch (cause) {
      const says = databaseFailure(cause);
      if (!says) throw cause;
      // Who refuses a login, or has another certificate, does so again.
      if (!isUnavailable(cause)) {
        throw new MigrationError(`${says} Look at the address: user, password, database, sslmode.`, { cause });
      }
      if (performance.now() + askEveryMs > end) {
        const waited = waitSeconds > 0 ? ` It was waited for, for ${waitSeconds} s.` : "";
        throw new MigrationError(`${says}${waited} Look at the address, and whether Postgres runs.`, { cause });
      }
      if (asked === 0) onProgress?.(`${says} It is waited for, for up to ${waitSeconds} s`);
      await sleep(askEveryMs);
    }
  }
}

/** pg-boss makes and migrates its own tables; where they are of its version, it only reads. */
async function installQueue(owner: Sql) {
  const db = {
    executeSql: async (text: string, values: unknown[] = []) => {
      const answer = await owner.unsafe(text, values as never[]); // the driver asks for what it can write
      // Several statements have several results.
      const results = answer.some((part) => Array.isArray(part)) ? (answer as unknown as unknown[][]) : [answer];
      return { rows: results.flat() };
    },
  };
  const boss = new PgBoss({ db, supervise: false, schedule: false, registerInstance: false });
  boss.on("error", () => {});
  await boss.start();
  await boss.stop({ graceful: false });
}
