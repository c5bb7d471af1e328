import { setTimeout as sleep } from "node:timers/promises";
import postgres, { type ISql, type Sql } from "postgres";

/** A migration cannot run; the message contains advice. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

/** An arbitrary number: the advisory lock of migrations. */
const migrationLock = 7_714_211;

/** Lock timeout of one attempt, in milliseconds: others queue behind a waiting lock. */
const lockMs = 500;
/** Pauses between attempts, in milliseconds; the last one repeats. */
const pausesMs = [250, 500, 1000, 2000, 5000];

/** Lock timeout and deadlock: Postgres has rolled back. */
const lockCodes = new Set(["55P03", "40P01"]);

const isLockError = (error: unknown): boolean => error instanceof postgres.PostgresError && lockCodes.has(error.code);

/** One process's exclusive right to migrate. */
export class MigrationLock {
  readonly #owner: Sql;
  readonly #lockSeconds: number;
  readonly #onProgress: ((message: string) => void) | undefined;
  readonly #local: readonly string[];

  /** @param of.local statements at the beginning of each transaction. */
  constructor(
    owner: Sql,
    of: { lockSeconds: number; onProgress?: ((message: string) => void) | undefined; local?: readonly string[] },
  ) {
    const { lockSeconds, onProgress, local = [] } = of;
    this.#owner = owner;
    this.#local = local;
    this.#lockSeconds = lockSeconds;
    this.#onProgress = onProgress;
  }

  /** Runs `work` while no other process migrates the database. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    // Polls: a waiting statement would keep its snapshot, which a concurrent index build of the other process waits for.
    for (let attempt = 0; ; attempt += 1) {
      const [row] = await this.#owner<{ mine: boolean }[]>`select pg_try_advisory_lock(${migrationLock}) as mine`;
      if (row?.mine) break;
      if (attempt === 0) this.#onProgress?.("Another process migrates the database; waiting for it");
      await sleep(pausesMs[0]);
    }
    try {
      return await work();
    } finally {
      await this.#owner`select pg_advisory_unlock(${migrationLock})`.catch(() => {});
    }
  }

  /**
   * Runs statements that lock tables, in one transaction. Without a lock in time it is rolled back and retried.
   *
   * @param name of the work, for people.
   * @param work gets the statements of the transaction; it must be idempotent, since it is retried.
   * @throws {MigrationError} without a lock in time
   */
  transaction(name: string, work: (sql: ISql) => Promise<void>): Promise<void> {
    return this.#withRetries(name, () =>
      this.#owner.begin(async (sql) => {
        for (const statement of [`set local lock_timeout = ${lockMs}`, ...this.#local]) await sql.unsafe(statement);
        await work(sql);
      }),
    );
  }

  /**
   * Runs statements outside of a transaction (`create index concurrently`). All are retried if one gets no lock in time,
   * so they must be idempotent.
   *
   * @throws {MigrationError} without a lock in time
   */
  async withoutTransaction(name: string, statements: readonly string[]): Promise<void> {
    await this.#withRetries(name, async () => {
      for (const statement of statements) {
        // Concurrent builds block no one while they wait.
        const limit = /\bconcurrently\b/i.test(statement) ? 0 : lockMs;
        await this.#owner`select set_config('lock_timeout', ${String(limit)}, false)`;
        await this.#owner.unsafe(statement);
      }
    });
    await this.#owner.unsafe("reset lock_timeout");
  }

  async #withRetries(name: string, work: () => Promise<unknown>): Promise<void> {
    const end = performance.now() + this.#lockSeconds * 1000;
    for (let attempt = 0; ; attempt += 1) {
      try {
        await work();
        return;
      } catch (error) {
        if (!isLockError(error)) throw error;
        const rest = pausesMs[Math.min(attempt, pausesMs.length - 1)] ?? 0;
        if (performance.now() + rest > end) {
          throw new MigrationError(
            `${name}: the lock of a table was not available for ${this.#lockSeconds} s. ${await this.#holders()}`,
            { cause: error },
          );
        }
        if (attempt === 0) this.#onProgress?.(`${name} waits for a table that others use`);
        await sleep(rest);
      }
    }
  }

  /** The sessions with open transactions on this database's tables, the oldest first, for people. */
  async #holders(): Promise<string> {
    const rows = await this.#owner<{ pid: number; name: string; seconds: number | null }[]>`
      select activity.pid, coalesce(nullif(application_name, ''), 'without a name') as name,
        extract(epoch from now() - xact_start)::int as seconds
      from pg_stat_activity activity
      where datname = current_database() and pid <> pg_backend_pid() and exists (
        select from pg_locks join pg_class on pg_class.oid = relation
        where pg_locks.pid = activity.pid and granted and database = (select oid from pg_database where datname = current_database())
          and relkind in ('r', 'p') and relnamespace <> 'pg_catalog'::regnamespace)
      order by xact_start limit 3`;
    if (rows.length === 0) return "No one holds one now: migrate again.";
    const sessions = rows
      .map(({ pid, name, seconds }) => `process ${pid} (${name}, for ${seconds ?? "?"} s)`)
      .join(", ");
    return `The oldest transactions that use tables: ${sessions}. Wait for them or end them (select pg_terminate_backend(${rows[0]?.pid})), and migrate again.`;
  }
}
