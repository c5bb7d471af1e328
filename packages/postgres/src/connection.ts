import { drizzle } from "drizzle-orm/postgres-js";
import postgres, { type PostgresType, type Sql } from "postgres";
import { arrays } from "./arrays.ts";
import { Copies } from "./copies.ts";
import { parseDatabaseUrl, type Server } from "./database-url.ts";
import { parametersOf } from "./parameters.ts";
import { PendingAnswers } from "./pending-answers.ts";
import { type SessionSettings, setForSession } from "./session.ts";
import { connectSocket } from "./socket.ts";
import { DatabaseUnavailableError } from "./unavailable.ts";

/** How much later than the server this process times a statement out, in milliseconds. */
export const graceMs = 5000;

/** Options of a {@link Connection}. */
export interface ConnectionOptions {
  url: string;
  /** `application_name`, as in `pg_stat_activity`. */
  name: string;
  /** Session settings, such as `statement_timeout`. */
  settings?: SessionSettings;
  /** Settings that differ on Citus. */
  distributedSettings?: SessionSettings;
  /**
   * Whether the URL leads to a pooler in transaction mode. Each transaction may then run in another session: nothing is
   * prepared, and each transaction applies its own settings.
   */
  pooled?: boolean;
  /** Whether Drizzle reads and writes dates and JSON itself. */
  drizzle?: boolean;
  types?: Record<string, PostgresType>;
  /** Timeout for opening the connection and for {@link Connection.control}, in milliseconds. */
  openMs: number;
  /** Timeout of one statement, in milliseconds; longer than the server's. */
  statementMs: number;
  /** Called with each statement. The statements that open a transaction count as one. */
  onStatement?: ((statement: string) => void) | undefined;
  /** Called with each notification of a channel. */
  onNotification?: (channel: string, payload: string) => void;
}

/** A sent statement: the driver's own promise, which has `values()`. */
export type Sent = ReturnType<Sql["unsafe"]>;

/** Makes the driver prepare a statement, even without parameters. Its types lack `simple`. */
const preparing: { prepare: boolean } & Record<"simple", boolean> = { prepare: true, simple: false };

/**
 * One connection to Postgres: a driver client that connects once. A failure ends it for good: everything pending is
 * rejected and the pool opens a new connection. No statement and no error of an old connection can reach a later user.
 */
export class Connection {
  readonly #sql: Sql;
  readonly #options: ConnectionOptions;
  #socket: ReturnType<typeof connectSocket> | undefined;
  #socketFailure: Error | undefined;
  #noTls: Error | undefined;
  #lost: Error | null = null;
  readonly #answers = new PendingAnswers((waitedMs) =>
    this.break(new DatabaseUnavailableError(`The database has not responded for ${waitedMs / 1000} s.`)),
  );
  readonly #ended = Promise.withResolvers<Error>();
  #distributed = false;
  #copies: Copies | null = null;

  /**
   * Opens a connection to the first suitable server of the URL.
   *
   * @throws the driver's error, of the last server if there are several
   */
  static async open(options: ConnectionOptions): Promise<Connection> {
    const { servers, readWrite } = parseDatabaseUrl(options.url);
    let failure: unknown;
    for (const server of servers) {
      const connection = new Connection(options, server);
      try {
        // The driver keeps the order of statements only once it is connected. Settings are not sent as start-up parameters,
        // because poolers refuse or ignore them.
        const { settings = {}, distributedSettings = {}, pooled, openMs } = options;
        const [found] = await connection.#send(setForSession(pooled ? {} : settings), [], { limit: openMs });
        connection.#distributed = found?.distributed === true;
        if (connection.#distributed) {
          if (!pooled) await connection.#send(setForSession(distributedSettings), [], { limit: openMs });
          connection.#copies = new Copies(await connection.#send(Copies.find, [], { limit: openMs }));
        }
        if (readWrite) await connection.#requireWrites(options.openMs);
        return connection;
      } catch (error) {
        connection.break(error);
        // The driver rejects pending statements of a broken connection with an error that has no details.
        failure = connection.lost;
      }
    }
    throw failure;
  }

  /** @throws if the server is a standby or read-only */
  async #requireWrites(limit: number): Promise<void> {
    const [row] = await this.#send("show transaction_read_only", [], { limit });
    // A network code: the URL may lead to another server a moment later.
    if (row?.transaction_read_only !== "off")
      throw Object.assign(new Error("The server accepts no writes."), { code: "EHOSTDOWN" });
  }

  private constructor(options: ConnectionOptions, { url, ssl }: Server) {
    this.#options = options;
    this.#sql = postgres(url, {
      max: 1,
      ssl,
      socket: (address: Parameters<typeof connectSocket>[0]) => this.#connect(address, ssl),
      connect_timeout: options.openMs / 1000,
      // The pool decides the lifetime of a connection. The driver would end it in the middle of a transaction.
      idle_timeout: null,
      max_lifetime: null,
      keep_alive: 30,
      fetch_types: false,
      no_subscribe: true,
      onnotice: () => {},
      onclose: () => this.break(new DatabaseUnavailableError("The connection to the database was closed.")),
      onnotify: (channel: string, payload: string) => options.onNotification?.(channel, payload),
      types: { ...arrays, ...options.types },
      connection: { application_name: options.name },
    } as object); // the driver's types lack `socket`, `no_subscribe` and `onnotify`
    if (options.drizzle) drizzle(this.#sql);
    this.#answers.watch();
  }

  #connect(address: Parameters<typeof connectSocket>[0], ssl: Server["ssl"]) {
    // The driver reconnects after a failed connection attempt. The first failure is the one to report.
    if (this.#socket) throw this.#lost ?? this.#socketFailure ?? closedAtOpening();
    this.#socket = connectSocket(address, ssl, (error) => {
      this.#noTls = error;
    });
    this.#socket.once("error", (error) => {
      this.#socketFailure = error;
    });
    return this.#socket;
  }

  /** Whether the server runs Citus. */
  get distributed(): boolean {
    return this.#distributed;
  }

  /** The reference tables' copies on the server; null without Citus. */
  get copies(): Copies | null {
    return this.#copies;
  }

  /** Whether statements can be sent. */
  get usable(): boolean {
    return this.#lost === null;
  }

  /** Why the connection ended; null while it is open. */
  get lost(): Error | null {
    return this.#lost;
  }

  /** Resolves with the reason when the connection ends. */
  get ended(): Promise<Error> {
    return this.#ended.promise;
  }

  /**
   * Sends a statement. Statements run in the order of the calls, without waiting for each other's answers.
   *
   * @param prepare whether to prepare it, except through a pooler; it must be a single statement then.
   * @throws if the connection is lost or a parameter is undefined
   */
  send(statement: string, parameters: readonly unknown[] = [], { prepare = false } = {}): Sent {
    this.#options.onStatement?.(statement);
    return this.#send(statement, parameters, { prepare, limit: this.#options.statementMs });
  }

  /**
   * Sends statements that begin a transaction, in one write with the next statement.
   *
   * @returns a promise that resolves when all are answered
   */
  control(statements: readonly string[]): Promise<void> {
    if (this.#lost) return Promise.reject(this.#lost);
    this.#options.onStatement?.(statements.join("; "));
    const queries = statements.map((statement) => this.#sql.unsafe(statement));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const last = queries.at(-1);
    const answered = () => {
      this.#answers.answered();
      resolve();
    };
    const failed = (error: unknown) => {
      this.#failed(error);
      reject(error);
    };
    queueMicrotask(() => {
      for (const query of queries) {
        this.#answers.expect(this.#options.openMs);
        query.then(query === last ? answered : this.#answers.answered, failed);
      }
    });
    return promise;
  }

  /** Ends the connection and rejects all pending statements. */
  break(reason: unknown): void {
    if (this.#lost) return;
    // After a refused TLS request, the driver's own error is only a consequence.
    this.#lost = this.#noTls ?? (reason instanceof Error ? reason : new Error(String(reason)));
    this.#answers.unwatch();
    // The driver ends first: a write on a destroyed TLS socket would be an uncaught error.
    this.#sql
      .end({ timeout: 0 })
      .catch(() => {})
      .finally(() => this.#socket?.destroy());
    this.#ended.resolve(this.#lost);
  }

  /** Closes the connection properly. Pending statements are rejected. */
  async close(): Promise<void> {
    if (this.#lost) return;
    this.#lost = new Error("The connection was closed.");
    this.#answers.unwatch();
    await this.#sql.end({ timeout: 1 });
    this.#socket?.destroy();
    this.#ended.resolve(this.#lost);
  }

  /** The time for which the connection has waited for an answer, in milliseconds; 0 if none is pending. */
  get silentMs(): number {
    return this.#answers.silentMs;
  }

  #send(statement: string, parameters: readonly unknown[], { prepare = false, limit = 0 }): Sent {
    if (this.#lost) throw this.#lost;
    const values = parametersOf(parameters);
    const query =
      prepare && !this.#options.pooled
        ? this.#sql.unsafe(statement, values, preparing)
        : this.#sql.unsafe(statement, values);
    // The caller may still choose the row format, so the statement starts after this microtask.
    queueMicrotask(() => {
      this.#answers.expect(limit);
      query.then(this.#answers.answered, this.#failed);
    });
    return query;
  }

  readonly #failed = (error: unknown): void => {
    this.#answers.answered();
    if (!isAnswer(error)) this.break(error);
  };
}

const closedAtOpening = () =>
  new DatabaseUnavailableError("The connection to the database was closed while it was opened.");

/** Whether an error is the server's answer to a statement, which leaves the connection usable. */
function isAnswer(error: unknown): boolean {
  if (!(error instanceof postgres.PostgresError)) return false;
  return error.severity !== "FATAL" && error.severity !== "PANIC";
}
