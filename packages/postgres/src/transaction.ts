import type { Connection, Sent } from "./connection.ts";
import { type Db, drizzleOn, type StatementClient } from "./drizzle-session.ts";
import type { PreparedQuery } from "./prepared-query.ts";
import { rowsOf } from "./rows.ts";

/** The tenant and user for row-level security, and the mode. */
export interface TransactionScope {
  tenantId?: string | null;
  userId?: string | null;
  /** A read-only snapshot: every statement sees the same state. */
  readOnly?: boolean;
  /**
   * Whether the commit waits for the disk; `true` by default. Otherwise a crash of Postgres may lose the latest commits, but
   * never one before a commit that is kept.
   */
  waitForDisk?: boolean;
}

/** An open transaction. */
export interface Transaction {
  readonly db: Db;
  /** Whether the server runs Citus. */
  readonly distributed: boolean;
  /** Runs a prepared query. */
  run<Row>(query: PreparedQuery<Row>, values: Record<string, unknown>): Promise<Row[]>;
  /** Sends a statement of a library that writes its own SQL; without parameters it may be a script. */
  send(statement: string, parameters?: readonly unknown[]): Promise<unknown[]>;
  /**
   * Sets the tenant, and the user if given, until the end of the transaction. Sent with the next statement, without
   * waiting.
   */
  enterTenant(tenantId: string, userId?: string): void;
  /**
   * Runs a step that may fail alone: its writes are rolled back, the transaction continues, and the error is thrown.
   */
  savepoint<T>(work: () => Promise<T>): Promise<T>;
}

/** A database that runs transactions. */
export interface Transactions {
  /** The load of the pool: the maximum, connections in use, and waiting transactions. */
  readonly pool: { max: number; inUse: number; waiting: number };
  /** Runs `work` in one transaction: commits when it returns, rolls back when it throws. */
  transaction<T>(scope: TransactionScope, work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** Resolves when a connection is available. @throws {DatabaseUnavailableError} if none is in time */
  reach(): Promise<void>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  /** Waits up to five seconds for running statements, then closes all connections. */
  close(): Promise<void>;
}

/** Observes one statement. @returns a function to call at its end */
export type Observe = (statement: string) => () => void;

/** The only values that are written into a statement without a parameter. */
const uuidFormat = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A `set local` statement per value, because Citus forwards only these to other nodes. */
export function settings(values: Record<string, string | null | undefined>): string[] {
  return Object.entries(values)
    .filter(([, value]) => value)
    .map(([name, value]) => {
      if (!value || !uuidFormat.test(value)) throw new Error(`app.${name} must be a UUID.`);
      return `set local app.${name} = '${value}'`;
    });
}

/** The statements that open a transaction. @param local settings besides the scope */
export function opening(
  { tenantId, userId, readOnly, waitForDisk = true }: TransactionScope,
  local: readonly string[],
): string[] {
  const begin = `begin${readOnly ? " isolation level repeatable read read only" : ""}`;
  const commit = waitForDisk ? [] : ["set local synchronous_commit = off"];
  return [begin, ...local, ...commit, ...settings({ tenant_id: tenantId, user_id: userId })];
}

/** One transaction on a connection. After its end nothing can be sent: the connection may serve another transaction. */
export class OpenTransaction implements Transaction {
  readonly db: Db;
  readonly distributed: boolean;
  readonly #connection: Connection;
  readonly #observe: Observe | undefined;
  readonly #opened: Promise<void>;
  #over = false;
  #savepoints = 0;

  /** @param options.local settings besides the scope. */
  constructor(
    connection: Connection,
    scope: TransactionScope,
    { observe, local }: { observe: Observe | undefined; local: readonly string[] },
  ) {
    this.#connection = connection;
    this.distributed = connection.distributed;
    this.#observe = observe;
    this.#opened = connection.control(opening(scope, local));
    // Awaited before the commit; until then a failure appears in later statements.
    this.#opened.catch(() => {});
    this.db = drizzleOn(this.#client());
  }

  /** Resolves when the transaction has started. */
  get opened(): Promise<void> {
    return this.#opened;
  }

  // Arrow functions, because they are passed on without the object.
  run = <Row>(query: PreparedQuery<Row>, values: Record<string, unknown>): Promise<Row[]> =>
    query.run(this.#client({ single: true, onCopies: query.onCopies }), values);

  send = async (statement: string, parameters: readonly unknown[] = []): Promise<unknown[]> =>
    rowsOf(await this.#send(statement, parameters, parameters.length > 0));

  enterTenant = (tenantId: string, userId?: string): void => {
    for (const statement of settings({ tenant_id: tenantId, user_id: userId })) {
      // A failure to send appears in the next statement too.
      this.#send(statement, [], false).catch(() => {});
    }
  };

  savepoint = async <T>(work: () => Promise<T>): Promise<T> => {
    this.#savepoints += 1;
    const name = `savepoint_${this.#savepoints}`;
    await this.#send(`savepoint ${name}`, [], false);
    try {
      const result = await work();
      await this.#send(`release savepoint ${name}`, [], false);
      return result;
    } catch (error) {
      await this.#send(`rollback to savepoint ${name}`, [], false);
      throw error;
    }
  };

  /** Ends the transaction. @returns Postgres's answer: `COMMIT` or `ROLLBACK` */
  async end(statement: "commit" | "rollback"): Promise<string> {
    this.#over = true;
    return (await this.#connection.send(statement)).command;
  }

  #send(statement: string, parameters: readonly unknown[], prepare: boolean): Sent {
    if (this.#over) throw new Error("This transaction has ended: no more statements can be sent.");
    return this.#connection.send(statement, parameters, { prepare });
  }

  /**
   * The client of Drizzle's session.
   *
   * @param options.single whether each text is one statement, so that it can be prepared even without parameters.
   * @param options.onCopies whether statements read the copies of Citus's reference tables.
   */
  #client({ single = false, onCopies = false } = {}): StatementClient {
    const observe = this.#observe;
    const copies = onCopies ? this.#connection.copies : null;
    return {
      unsafe: (text, parameters = []) => {
        const statement = copies?.statement(text) ?? text;
        const query = this.#send(statement, parameters, single || parameters.length > 0);
        if (observe) {
          const ended = observe(statement);
          // The caller may still choose the row format, so the query does not start here.
          queueMicrotask(() => void query.then(ended, ended));
        }
        return query;
      },
    };
  }
}
