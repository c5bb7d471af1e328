import { sql } from "drizzle-orm";
import { Connection, graceMs } from "./connection.ts";
import { Pool } from "./pool.ts";
import { forPages, type PoolMode, setForTransaction } from "./session.ts";
import {
  type Observe,
  OpenTransaction,
  type Transaction,
  type TransactionScope,
  type Transactions,
} from "./transaction.ts";
import { CommitInDoubtError, ConnectionLostError } from "./unavailable.ts";

export type { Observe } from "./transaction.ts";

/** Options of a {@link Database}. */
export interface DatabaseOptions {
  /** Login of the application. It must not bypass row-level security. */
  url: string;
  /** Pooling mode of `url`; `session` by default. */
  poolMode?: PoolMode;
  /** Maximum number of connections. */
  max?: number;
  /** Timeout for a free connection and for the answer to `begin`, in seconds. */
  waitSeconds?: number;
  /** The role to switch to after the login, if the login is the owner. */
  role?: string;
  /** Timeout of one statement, in seconds. */
  statementSeconds?: number;
  /** Whether prepared statements use one generic plan; `true` by default. */
  plansOnce?: boolean;
  /** Called with each statement, for tests that count them. The statements that open a transaction count as one. */
  onStatement?: (statement: string) => void;
  /** Called when a service sends a statement; its result is called at the answer. For traces. */
  observe?: Observe;
}

/** Postgres reports this only by answering `commit` with `ROLLBACK`. */
const nothingCommitted =
  "Nothing was committed: a statement of this transaction failed and its error was caught. Use a savepoint for a step that may fail alone.";

/**
 * One generic plan per prepared statement, for tenants of any size: with row-level security, planning a short query costs
 * more than running it. Plans that read whole tenants are switched off, because the statistics describe the average tenant
 * (docs/decisions/0010).
 */
const genericPlanSettings = {
  plan_cache_mode: "force_generic_plan",
  enable_bitmapscan: "off",
  enable_hashjoin: "off",
  enable_mergejoin: "off",
  enable_material: "off",
  ...forPages,
};

/** Settings on Citus: the tenant decides the machine, so each execution is planned. */
const customPlanSettings = {
  ...Object.fromEntries(
    Object.keys(genericPlanSettings)
      .filter((name) => name.startsWith("enable_"))
      .map((name) => [name, "on"]),
  ),
  plan_cache_mode: "auto",
};

/** Makes `set local` apply on the other machines too. Without it, row-level security hides every row there. */
const propagationSettings = { "citus.propagate_set_commands": "local" };

/**
 * A connection pool with transactions.
 *
 * `begin` and the settings are sent together with the first statement, and statements are prepared once per connection: a
 * transaction costs one round trip more than a bare query (its `commit`).
 *
 * Every wait has a timeout: `waitSeconds` for a connection and for the answer to `begin`, and for a statement slightly more
 * than the server's timeout (docs/decisions/0025).
 *
 * Through a pooler in transaction mode, each transaction applies the session's settings, and nothing is prepared.
 */
export class Database implements Transactions {
  readonly #pool: Pool;
  readonly #max: number;
  readonly #observe: Observe | undefined;
  /** Settings of each transaction; empty if the session has them. */
  readonly #local: readonly string[];
  #inUse = 0;
  #waiting = 0;

  constructor(options: DatabaseOptions) {
    const { url, poolMode, max = 10, waitSeconds = 10, role, statementSeconds = 30 } = options;
    const { plansOnce = true, onStatement, observe } = options;
    this.#max = max;
    this.#observe = observe;
    const pooled = poolMode === "transaction";
    const settings = {
      // No statement and no idle transaction holds locks forever.
      statement_timeout: statementSeconds * 1000,
      idle_in_transaction_session_timeout: 60_000,
      ...(plansOnce ? (pooled ? forPages : genericPlanSettings) : {}),
      ...(role ? { role } : {}),
    };
    this.#local = pooled ? setForTransaction(settings) : [];
    const distributedSettings = { ...(plansOnce ? customPlanSettings : {}), ...propagationSettings };
    const open = () =>
      Connection.open({
        url,
        name: "waybill",
        settings,
        distributedSettings,
        pooled,
        drizzle: true,
        openMs: waitSeconds * 1000,
        statementMs: statementSeconds * 1000 + graceMs,
        onStatement,
      });
    this.#pool = new Pool({ open, max, waitSeconds });
  }

  /** The load of the pool: the maximum, connections in use, and waiting transactions. */
  get pool(): { max: number; inUse: number; waiting: number } {
    return { max: this.#max, inUse: this.#inUse, waiting: this.#waiting };
  }

  /**
   * Runs `work` in one transaction: commits when it returns, rolls back when it throws.
   *
   * @throws {DatabaseBusyError} if no connection becomes free in time.
   * @throws {ConnectionLostError} if the connection was lost before the commit: nothing is committed.
   * @throws {CommitInDoubtError} if the answer to the commit was lost.
   * @throws {DatabaseUnavailableError} if no connection can be opened.
   */
  async transaction<T>(scope: TransactionScope, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const connection = await this.#take();
    this.#inUse += 1;
    const release = () => {
      this.#inUse -= 1;
      this.#pool.give(connection);
    };
    let transaction: OpenTransaction | undefined;
    let result: T;
    try {
      const { distributed } = connection;
      const local =
        distributed && this.#local.length > 0
          ? [...setForTransaction(propagationSettings), ...this.#local]
          : this.#local;
      transaction = new OpenTransaction(connection, scope, { observe: this.#observe, local });
      result = await work(transaction);
      await transaction.opened;
      if (connection.lost) throw connection.lost;
    } catch (error) {
      // The server rolls back a broken connection's transaction. The first error is the one to report.
      await transaction?.end("rollback").catch(() => {});
      release();
      if (connection.usable) throw error;
      throw new ConnectionLostError("The connection was lost before the commit.", { cause: connection.lost ?? error });
    }
    const committed = transaction.end("commit");
    if (scope.readOnly) {
      // A snapshot has nothing to commit, so the caller does not wait for its end.
      this.#inUse -= 1;
      const give = () => this.#pool.give(connection);
      void committed.then(give, give);
      return result;
    }
    const ended = await committed.finally(release).catch((error) => {
      if (connection.usable) throw error;
      throw new CommitInDoubtError("The answer to a commit was lost: it may have been done.", {
        cause: connection.lost ?? error,
      });
    });
    if (ended !== "COMMIT") throw new Error(nothingCommitted);
    return result;
  }

  /**
   * Resolves when a connection is available, without a query.
   *
   * @throws {DatabaseUnavailableError} if none can be opened or becomes free in time
   */
  async reach(): Promise<void> {
    this.#pool.give(await this.#take());
  }

  /** Resolves when the database answers. */
  async ping(): Promise<void> {
    await this.transaction({ readOnly: true }, ({ db }) => db.execute(sql`select 1`));
  }

  /** Waits up to five seconds for running statements, then closes all connections. */
  async close(): Promise<void> {
    await this.#pool.close(5);
  }

  async #take(): Promise<Connection> {
    this.#waiting += 1;
    try {
      return await this.#pool.take();
    } finally {
      this.#waiting -= 1;
    }
  }
}
