import { writableServer } from "@waybill/postgres";
import { PgBoss } from "pg-boss";
import postgres, { type Sql } from "postgres";
import { applyMigrations, readMigrations } from "./apply-migrations.ts";
import { allowBackups, ensureBackupRole } from "./backup-role.ts";
import { ensureApplicationRole } from "./owner-rights.ts";
import { secure } from "./secure.ts";
import { Turn } from "./turn.ts";

/** How a database is migrated. */
export interface MigrateOptions {
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
 * @throws {MigrationError} where a table cannot be locked in time; the message names the sessions that hold it
 */
export async function migrate(ownerUrl: string, options: MigrateOptions = {}): Promise<void> {
  const { onStatement, lockSeconds = 300, onProgress, folder } = options;
  const { url, ssl } = await writableServer(ownerUrl);
  const owner = postgres(url, {
    max: 1,
    ssl,
    onnotice: () => {},
    ...(onStatement ? { debug: (_connection: number, statement: string) => onStatement(statement) } : {}),
  });
  try {
    const turn = new Turn(owner, { lockSeconds, onProgress });
    await turn.alone(async () => {
      await ensureApplicationRole(owner);
      await ensureBackupRole(owner);
      await applyMigrations(owner, turn, readMigrations(folder));
      await installQueue(owner);
      await secure(owner, turn);
      await turn.transaction("Rights of the role for backups", allowBackups);
    });
  } finally {
    await owner.end();
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
