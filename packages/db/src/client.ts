import { sql } from "drizzle-orm";
import { PgDatabase } from "drizzle-orm/pg-core";
import { drizzle, type PostgresJsQueryResultHKT, PostgresJsSession } from "drizzle-orm/postgres-js";
import postgres, { type ReservedSql, type Sql } from "postgres";
import { dialect } from "./dialect.ts";
import { gathering, preparing } from "./driver.ts";
import type { HotQuery } from "./hot.ts";
import { rowsOf } from "./queue-connection.ts";

/** What services query with: Drizzle, inside one transaction. */
export type Db = PgDatabase<PostgresJsQueryResultHKT>;

/** Whose rows a transaction sees, and whether it may write. */
export interface TransactionScope {
  tenantId?: string | null;
  userId?: string | null;
  /** The session that acts, where its user is still to be found: then policies see the session's user. */
  sessionId?: string | null;
  /** A snapshot: every statement sees the same moment. */
  readOnly?: boolean;
}

/** One open transaction. */
export interface Transaction {
  readonly db: Db;
  /** Runs a query whose text is built once. */
  run<Row>(query: HotQuery<Row>, values: Record<string, unknown>): Promise<Row[]>;
  /** Sends a statement as it is, for libraries that write their own; without parameters it may be several. */
  send(statement: string, parameters?: readonly unknown[]): Promise<unknown[]>;
  /**
   * Sets the tenant, and the user where one is given, from here to the end of the transaction. Sent with the next
   * statement, not waited for.
   */
  enterTenant(tenantId: string, userId?: string): void;
  /** Runs a step that may fail alone: what it wrote is undone, the transaction goes on, the error is thrown. */
  savepoint<T>(work: () => Promise<T>): Promise<T>;
}

/** Settings of a {@link Database}. */
export interface DatabaseOptions {
  /** The application's login; it must not be able to bypass row-level security. */
  url: string;
  /** Connections at the most. */
  max?: number;
  /** Seconds to wait for a free connection before giving up. */
  waitSeconds?: number;
  /** The role to take on after the login, where the login itself is the owner. */
  role?: string;
  /** Called with each statement that is sent; for tests that count. */
  onStatement?: (statement: string) => void;
  /** Called when a service's statement is sent; what it returns is called when the answer is there. For traces. */
  observe?: Observe;
}

/** Watches one statement. @returns what to call when it has ended */
export type Observe = (statement: string) => () => void;

/** Thrown when no connection came free in time: the pool is too small, or something holds on to its connections. */
export class DatabaseBusyError extends Error {
  override readonly name = "DatabaseBusyError";
}

/** What Postgres says only by answering `commit` with `ROLLBACK`. */
const keptBack =
  "Nothing was committed: a statement of this transaction failed, and its error was caught. A step that may fail alone needs a savepoint.";

/** How long a snapshot that was read stays open for the next transaction to end it, in milliseconds. */
const lingerMs = 1;

/**
 * How the server treats our connections. No statement and no idle transaction holds its locks for ever (milliseconds).
 * A prepared statement is planned once: with row-level security, planning a short query anew each time costs more than
 * running it (docs/decisions/0010).
 */
const behaviour = {
  statement_timeout: 30_000,
  idle_in_transaction_session_timeout: 60_000,
  plan_cache_mode: "force_generic_plan",
};

/**
 * A pool of connections, and transactions on it.
 *
 * `begin` and the settings are sent together with the first statement instead of being waited for, and statements are
 * prepared once per connection: a transaction costs one round trip more than a bare query (its `commit`).
 */
export class Database {
  readonly #pool: Sql;
  readonly #waitSeconds: number;
  readonly #max: number;
  readonly #observe: Observe | undefined;
  /** Snapshots that nobody needs any more, whose end travels with the beginning of the next transaction. */
  readonly #lingering: { connection: ReservedSql; timer: NodeJS.Timeout }[] = [];
  readonly #ending = new Set<Promise<void>>();
  #inUse = 0;
  #waiting = 0;

  constructor({ url, max = 10, waitSeconds = 10, role, onStatement, observe }: DatabaseOptions) {
    this.#waitSeconds = waitSeconds;
    this.#max = max;
    this.#observe = observe;
    this.#pool = postgres(url, {
      max,
      onnotice: () => {},
      ...gathering,
      connection: { application_name: "waybill", ...behaviour, ...(role ? { role } : {}) },
      ...(onStatement ? { debug: (_connection: number, statement: string) => onStatement(statement) } : {}),
    });
    // Drizzle reads dates itself, and tells the driver so when it is made.
    drizzle(this.#pool);
  }

  /** How busy the connections are: the most there can be, how many are used, and who waits for one. */
  get pool(): { max: number; inUse: number; waiting: number } {
    return { max: this.#max, inUse: this.#inUse, waiting: this.#waiting };
  }

  /**
   * Runs `work` in one transaction: committed when it returns, rolled back when it throws.
   *
   * @throws {DatabaseBusyError} when no connection comes free in time.
   */
  async transaction<T>(scope: TransactionScope, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const lingering = this.#lingering.pop();
    clearTimeout(lingering?.timer);
    const connection = lingering?.connection ?? (await this.#reserve());
    this.#inUse += 1;
    const release = () => {
      this.#inUse -= 1;
      connection.release();
    };
    const opened = open(connection, scope, lingering !== undefined);
    let result: T;
    try {
      result = await work(transactionOn(connection, this.#observe));
      await opened;
    } catch (error) {
      // A connection that broke is rolled back by the server; the first error is the one to tell.
      await connection.unsafe("rollback").catch(() => {});
      release();
      throw error;
    }
    if (scope.readOnly) {
      this.#linger(connection);
    } else {
      // Who waits for a connection gets this one now: its `begin` travels with our `commit`, and is run after it.
      const committed = connection.unsafe("commit").execute();
      release();
      if ((await committed).command !== "COMMIT") throw new Error(keptBack);
    }
    return result;
  }

  /** Resolves when the database answers. */
  async ping(): Promise<void> {
    await this.transaction({ readOnly: true }, ({ db }) => db.execute(sql`select 1`));
  }

  /** Waits for running statements, up to five seconds, and closes every connection. */
  async close(): Promise<void> {
    for (const { connection, timer } of this.#lingering.splice(0)) {
      clearTimeout(timer);
      this.#end(connection);
    }
    await Promise.all(this.#ending);
    await this.#pool.end({ timeout: 5 });
  }

  /**
   * Keeps a connection whose snapshot is read for a moment: nobody waits for the end of a snapshot, and where the next
   * transaction comes at once, it sends that end along. Where somebody waits for a connection, it goes back at once.
   */
  #linger(connection: ReservedSql): void {
    this.#inUse -= 1;
    if (this.#waiting > 0) {
      this.#end(connection);
      return;
    }
    const timer = setTimeout(() => {
      const index = this.#lingering.findIndex((one) => one.connection === connection);
      if (index >= 0) this.#lingering.splice(index, 1);
      this.#end(connection);
    }, lingerMs);
    this.#lingering.push({ connection, timer });
  }

  #end(connection: ReservedSql): void {
    const release = () => connection.release();
    const ended: Promise<void> = connection
      .unsafe("commit")
      .then(release, release)
      .finally(() => this.#ending.delete(ended));
    this.#ending.add(ended);
  }

  async #reserve(): Promise<ReservedSql> {
    this.#waiting += 1;
    try {
      return await this.#free();
    } finally {
      this.#waiting -= 1;
    }
  }

  async #free(): Promise<ReservedSql> {
    const reserving = this.#pool.reserve();
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        // The connection that comes after all goes back at once.
        reserving.then((late) => late.release()).catch(() => {});
        reject(new DatabaseBusyError(`No database connection came free within ${this.#waitSeconds} s.`));
      }, this.#waitSeconds * 1000);
    });
    try {
      return await Promise.race([reserving, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** `set local` for what is given. One message that needs no answer of its own, and no plan. */
function settings(values: Record<string, string | null | undefined>): string {
  return Object.entries(values)
    .filter(([, value]) => value)
    .map(([name, value]) => {
      if (!value || !uuidFormat.test(value)) throw new Error(`app.${name} has to be a UUID.`);
      return `; set local app.${name} = '${value}'`;
    })
    .join("");
}

/** What may stand in a statement without being a parameter. */
const uuidFormat = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @param lingering whether an earlier snapshot has to be ended first. */
function open(
  connection: ReservedSql,
  { tenantId, userId, sessionId, readOnly }: TransactionScope,
  lingering: boolean,
): Promise<unknown> {
  const begin = `${lingering ? "commit; " : ""}begin${readOnly ? " isolation level repeatable read read only" : ""}`;
  const opened = connection.unsafe(begin + settings({ tenant_id: tenantId, user_id: userId, session_id: sessionId }));
  // Awaited before the commit; until then a failure shows in the statements after it.
  opened.catch(() => {});
  return opened;
}

function transactionOn(connection: ReservedSql, observe: Observe | undefined): Transaction {
  let savepoints = 0;
  const client = clientOn(connection, observe);
  return {
    db: new PgDatabase(dialect, new PostgresJsSession(client, dialect, undefined), undefined),
    run: (query, values) => query.run(clientOn(connection, observe, { single: true }), values),
    send: async (statement, parameters) => rowsOf(await client.unsafe(statement, [...(parameters ?? [])] as never[])),
    enterTenant(tenantId, userId) {
      connection.unsafe(settings({ tenant_id: tenantId, user_id: userId }).slice(2)).catch(() => {});
    },
    async savepoint(work) {
      savepoints += 1;
      const name = `savepoint_${savepoints}`;
      await connection.unsafe(`savepoint ${name}`);
      try {
        const result = await work();
        await connection.unsafe(`release savepoint ${name}`);
        return result;
      } catch (error) {
        await connection.unsafe(`rollback to savepoint ${name}`);
        throw error;
      }
    },
  };
}

/**
 * What sends the statements of Drizzle.
 *
 * @param options.single whether each is one statement for sure. Without parameters it may otherwise be several, which
 *   cannot be prepared.
 */
function clientOn(connection: ReservedSql, observe: Observe | undefined, { single = false } = {}): Sql {
  const client = {
    unsafe(statement: string, params?: Parameters<Sql["unsafe"]>[1]) {
      const prepared = single || params?.length;
      const query = prepared ? connection.unsafe(statement, params, preparing) : connection.unsafe(statement);
      if (observe) {
        const ended = observe(statement);
        // The caller may still say how it wants the rows, so the query is not begun here.
        queueMicrotask(() => void query.then(ended, ended));
      }
      return query;
    },
  };
  // Drizzle's session calls nothing of the driver but `unsafe`; its type asks for the whole driver.
  return client as unknown as Sql;
}
