import { sql } from "drizzle-orm";
import { Connection, graceMs } from "./connection.ts";
import { Pool } from "./pool.ts";
import { type PoolMode, setForTransaction } from "./session.ts";
import {
  type Observe,
  OpenTransaction,
  type Transaction,
  type TransactionScope,
  type Transactions,
} from "./transaction.ts";
import { CommitInDoubtError, ConnectionLostError } from "./unavailable.ts";

export type { Observe } from "./transaction.ts";

/** Settings of a {@link Database}. */
export interface DatabaseOptions {
  /** The application's login; it must not be able to bypass row-level security. */
  url: string;
  /** How `url` gives out sessions; `session` where it is left out. */
  poolMode?: PoolMode;
  /** Connections at the most. */
  max?: number;
  /** How long to wait for a free connection, and for the answer to `begin`, in seconds. */
  waitSeconds?: number;
  /** The role to take on after the login, where the login itself is the owner. */
  role?: string;
  /** How long one statement may take, in seconds. */
  statementSeconds?: number;
  /** Whether a prepared statement is planned once, whatever its parameters; `true` where it is left out. */
  plansOnce?: boolean;
  /** Called with each statement that is sent, for tests that count: what opens a transaction is told as one. */
  onStatement?: (statement: string) => void;
  /** Called when a service's statement is sent; what it returns is called when the answer is there. For traces. */
  observe?: Observe;
}

/** What Postgres says only by answering `commit` with `ROLLBACK`. */
const keptBack =
  "Nothing was committed: a statement of this transaction failed, and its error was caught. A step that may fail alone needs a savepoint.";

/**
 * A prepared statement is planned once, for a tenant of any size: with row-level security, planning a short query anew each
 * time costs more than running it. What would read a whole tenant is left out of the plans, since the statistics know the
 * average tenant alone: rows are found by an index, one by one, in its order (docs/decisions/0010).
 */
const plannedForAll = {
  plan_cache_mode: "force_generic_plan",
  enable_seqscan: "off",
  enable_bitmapscan: "off",
  enable_hashjoin: "off",
  enable_mergejoin: "off",
  enable_material: "off",
};

/**
 * What is other where Citus spreads the tables over several machines: no plan serves all tenants there, since the tenant says
 * which machine is asked; and what a transaction sets has to hold on the machines as well.
 */
const plannedForEach = {
  ...Object.fromEntries(Object.keys(plannedForAll).map((name) => [name, "on"])),
  plan_cache_mode: "auto",
};

/** Has what a transaction sets by `set local` hold on the other machines as well. Without it they show no row. */
const propagates = { "citus.propagate_set_commands": "local" };

/**
 * A pool of connections, and transactions on it.
 *
 * `begin` and the settings are sent together with the first statement instead of being waited for, and statements are
 * prepared once per connection: a transaction costs one round trip more than a bare query (its `commit`).
 *
 * Every wait ends: for a connection and for the answer to `begin` after `waitSeconds`, for a statement a little after the
 * server gives it up (docs/decisions/0025).
 *
 * Behind a pooler in transaction mode, each transaction sets what a session else keeps, and nothing is prepared.
 */
export class Database implements Transactions {
  readonly #pool: Pool;
  readonly #max: number;
  readonly #observe: Observe | undefined;
  /** What each transaction sets; nothing where the session keeps it. */
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
      // No statement and no idle transaction holds its locks for ever.
      statement_timeout: statementSeconds * 1000,
      idle_in_transaction_session_timeout: 60_000,
      ...(plansOnce && !pooled ? plannedForAll : {}),
      ...(role ? { role } : {}),
    };
    this.#local = pooled ? setForTransaction(settings) : [];
    const distributedSettings = { ...(plansOnce ? plannedForEach : {}), ...propagates };
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

  /** How busy the connections are: the most there can be, how many are used, and who waits for one. */
  get pool(): { max: number; inUse: number; waiting: number } {
    return { max: this.#max, inUse: this.#inUse, waiting: this.#waiting };
  }

  /**
   * Runs `work` in one transaction: committed when it returns, rolled back when it throws.
   *
   * @throws {DatabaseBusyError} when no connection comes free in time.
   * @throws {ConnectionLostError} when the connection was lost before the commit: nothing is committed.
   * @throws {CommitInDoubtError} when the answer to the commit is lost: nobody knows whether it was done.
   * @throws {DatabaseUnavailableError} when no connection can be opened.
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
        distributed && this.#local.length > 0 ? [...setForTransaction(propagates), ...this.#local] : this.#local;
      transaction = new OpenTransaction(connection, scope, { observe: this.#observe, local });
      result = await work(transaction);
      await transaction.opened;
      if (connection.lost) throw connection.lost;
    } catch (error) {
      // A connection that broke is rolled back by the server; the first error is the one to tell.
      await transaction?.end("rollback").catch(() => {});
      release();
      if (connection.usable) throw error;
      throw new ConnectionLostError("The connection was lost before the commit.", { cause: connection.lost ?? error });
    }
    const committed = transaction.end("commit");
    if (scope.readOnly) {
      // Nobody waits for the end of a snapshot: it is over for whoever counts what is used.
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
    if (ended !== "COMMIT") throw new Error(keptBack);
    return result;
  }

  /**
   * Resolves when there is a connection; it is not asked anything.
   *
   * @throws {DatabaseUnavailableError} where none can be opened, or comes free in time
   */
  async reach(): Promise<void> {
    this.#pool.give(await this.#take());
  }

  /** Resolves when the database answers. */
  async ping(): Promise<void> {
    await this.transaction({ readOnly: true }, ({ db }) => db.execute(sql`select 1`));
  }

  /** Waits for running statements, up to five seconds, and closes every connection. */
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
