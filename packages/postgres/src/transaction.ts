import { PgDatabase } from "drizzle-orm/pg-core";
import { type PostgresJsQueryResultHKT, PostgresJsSession } from "drizzle-orm/postgres-js";
import type { Sql } from "postgres";
import type { Connection, Sent } from "./connection.ts";
import { dialect } from "./dialect.ts";
import type { PreparedQuery } from "./prepared-query.ts";
import { rowsOf } from "./rows.ts";

/** What services query with: Drizzle, inside one transaction. */
export type Db = PgDatabase<PostgresJsQueryResultHKT>;

/** Whose rows a transaction sees, and whether it may write. */
export interface TransactionScope {
  tenantId?: string | null;
  userId?: string | null;
  /** A snapshot: every statement sees the same moment. */
  readOnly?: boolean;
}

/** One open transaction. */
export interface Transaction {
  readonly db: Db;
  /** Whether the server spreads its tables over several machines. */
  readonly distributed: boolean;
  /** Runs a query whose text is built once. */
  run<Row>(query: PreparedQuery<Row>, values: Record<string, unknown>): Promise<Row[]>;
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

/** Where transactions are run. */
export interface Transactions {
  /** How busy the connections are: the most there can be, how many are used, and who waits for one. */
  readonly pool: { max: number; inUse: number; waiting: number };
  /** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
  transaction<T>(scope: TransactionScope, work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** Resolves when there is a connection. @throws {DatabaseUnavailableError} where there is none in time */
  reach(): Promise<void>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  /** Waits for running statements, up to five seconds, and closes every connection. */
  close(): Promise<void>;
}

/** Watches one statement. @returns what to call when it has ended */
export type Observe = (statement: string) => () => void;

/** What may stand in a statement without being a parameter. */
const uuidFormat = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `set local` for what is given, a statement for each: one that is sent on to other nodes has to stand alone. */
export function settings(values: Record<string, string | null | undefined>): string[] {
  return Object.entries(values)
    .filter(([, value]) => value)
    .map(([name, value]) => {
      if (!value || !uuidFormat.test(value)) throw new Error(`app.${name} has to be a UUID.`);
      return `set local app.${name} = '${value}'`;
    });
}

/** What begins a transaction. @param local what is set for it, besides its scope */
export function opening({ tenantId, userId, readOnly }: TransactionScope, local: readonly string[]): string[] {
  const begin = `begin${readOnly ? " isolation level repeatable read read only" : ""}`;
  return [begin, ...local, ...settings({ tenant_id: tenantId, user_id: userId })];
}

/**
 * One transaction on a connection, from its `begin` to its end. After that nothing can be sent any more: the connection
 * may be somebody else's.
 */
export class OpenTransaction implements Transaction {
  readonly db: Db;
  readonly distributed: boolean;
  readonly #connection: Connection;
  readonly #observe: Observe | undefined;
  readonly #opened: Promise<void>;
  #over = false;
  #savepoints = 0;

  /** @param options.local what is set for it, besides its scope. */
  constructor(
    connection: Connection,
    scope: TransactionScope,
    { observe, local }: { observe: Observe | undefined; local: readonly string[] },
  ) {
    this.#connection = connection;
    this.distributed = connection.distributed;
    this.#observe = observe;
    this.#opened = connection.control(opening(scope, local));
    // Awaited before the commit; until then a failure shows in the statements after it.
    this.#opened.catch(() => {});
    this.db = new PgDatabase(dialect, new PostgresJsSession(this.#client(), dialect, undefined), undefined);
  }

  /** Resolves when it has begun. */
  get opened(): Promise<void> {
    return this.#opened;
  }

  // Arrow functions: they are handed on alone.
  run = <Row>(query: PreparedQuery<Row>, values: Record<string, unknown>): Promise<Row[]> =>
    query.run(this.#client({ single: true }), values);

  send = async (statement: string, parameters: readonly unknown[] = []): Promise<unknown[]> =>
    rowsOf(await this.#send(statement, parameters, parameters.length > 0));

  enterTenant = (tenantId: string, userId?: string): void => {
    for (const statement of settings({ tenant_id: tenantId, user_id: userId })) {
      // What cannot be sent fails in the statement after it, too.
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

  /** Ends it: nothing is sent in it after this. @returns how Postgres has ended it: `COMMIT` or `ROLLBACK` */
  async end(statement: "commit" | "rollback"): Promise<string> {
    this.#over = true;
    return (await this.#connection.send(statement)).command;
  }

  #send(statement: string, parameters: readonly unknown[], prepare: boolean): Sent {
    if (this.#over) throw new Error("This transaction has ended: nothing can be sent in it any more.");
    return this.#connection.send(statement, parameters, { prepare });
  }

  /**
   * What sends the statements of Drizzle.
   *
   * @param options.single whether each is one statement for sure. Without parameters it may otherwise be several, which
   *   cannot be prepared.
   */
  #client({ single = false } = {}): Sql {
    const observe = this.#observe;
    const client = {
      unsafe: (statement: string, parameters: readonly unknown[] = []) => {
        const query = this.#send(statement, parameters, single || parameters.length > 0);
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
}
