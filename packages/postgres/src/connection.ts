import { drizzle } from "drizzle-orm/postgres-js";
import postgres, { type PostgresType, type Sql } from "postgres";
import { readAddress, type Server } from "./address.ts";
import { arrays } from "./arrays.ts";
import { parametersOf } from "./parameters.ts";
import { type SessionSettings, setForSession } from "./session.ts";
import { connectSocket } from "./socket.ts";
import { DatabaseUnavailableError } from "./unavailable.ts";

/** How much later than the server this process gives a statement up, in milliseconds: the server is not heard any more. */
export const graceMs = 5000;

/** How a connection is opened. */
export interface ConnectionOptions {
  url: string;
  /** What the server calls it, in `pg_stat_activity`. */
  name: string;
  /** The server's settings for it, like `statement_timeout`. */
  settings?: SessionSettings;
  /** Those that are other where the server spreads its tables over several machines. */
  distributedSettings?: SessionSettings;
  /**
   * Whether it leads to a pooler in transaction mode. Each transaction may then run on another session: nothing is
   * prepared, and `settings` are the matter of whoever begins a transaction.
   */
  pooled?: boolean;
  /** Whether dates and JSON are left to Drizzle, which reads and writes them itself. */
  drizzle?: boolean;
  types?: Record<string, PostgresType>;
  /** How long it may take until it is open, and until the server answers {@link Connection.control}, in milliseconds. */
  openMs: number;
  /** How long one statement may take, in milliseconds: longer than the server lets it. */
  statementMs: number;
  /** Called with each statement that is sent; what opens a transaction counts as one. */
  onStatement?: ((statement: string) => void) | undefined;
  /** Called with what is sent to a channel that it listens on. */
  onNotification?: (channel: string, payload: string) => void;
}

/** What a statement that was sent gives: the driver's own promise, which knows `values()`. */
export type Sent = ReturnType<Sql["unsafe"]>;

/**
 * Has the driver prepare a statement, one without parameters too. Its types do not know `simple`; without it, that one
 * would be planned anew each time.
 */
const preparing = { prepare: true, simple: false } as { prepare: boolean };

/** Every connection that is open or opening: they are looked at for answers that do not come. */
const watched = new Set<Connection>();
let watching: NodeJS.Timeout | undefined;

/** How often they are looked at, in milliseconds. */
const watchMs = 250;
/** How often they have been looked at: a clock that costs nothing to read, with every statement. */
let looks = 0;

function watch(connection: Connection): void {
  watched.add(connection);
  watching ??= setInterval(() => {
    // What has arrived while this process was busy is read first.
    setImmediate(() => {
      looks += 1;
      for (const one of watched) one.checkAnswer();
    });
  }, watchMs).unref();
}

function unwatch(connection: Connection): void {
  watched.delete(connection);
  if (watched.size > 0) return;
  clearInterval(watching);
  watching = undefined;
}

/**
 * One connection to Postgres: a client of the driver that connects once in its life. What breaks it ends it for good,
 * and everything that waits on it is refused at once; a new one is opened in its place. So nothing of an old connection,
 * no statement and no error, reaches whoever comes later.
 */
export class Connection {
  readonly #sql: Sql;
  readonly #options: ConnectionOptions;
  #socket: ReturnType<typeof connectSocket> | undefined;
  #socketFailure: Error | undefined;
  #noTls: Error | undefined;
  #lost: Error | null = null;
  /** How long each statement may take that is not answered yet, in order. */
  readonly #unanswered: number[] = [];
  /** By the clock of {@link looks}. */
  #waitingSince = 0;
  readonly #ended = Promise.withResolvers<Error>();
  #distributed = false;

  /**
   * Opens one, to the first server of the address that answers as it should.
   *
   * @throws what the driver says where that fails, or takes too long; of several servers, of the last
   */
  static async open(options: ConnectionOptions): Promise<Connection> {
    const { servers, readWrite } = readAddress(options.url);
    let failure: unknown;
    for (const server of servers) {
      const connection = new Connection(options, server);
      try {
        // The driver keeps the order of statements only once it is connected. Settings are no start-up parameters: poolers
        // refuse those, or leave them out.
        const { settings = {}, distributedSettings = {}, pooled, openMs } = options;
        const [found] = await connection.#send(setForSession(pooled ? {} : settings), [], { limit: openMs });
        connection.#distributed = found?.distributed === true;
        if (connection.#distributed && !pooled) {
          await connection.#send(setForSession(distributedSettings), [], { limit: openMs });
        }
        if (readWrite) await connection.#requireWrites(options.openMs);
        return connection;
      } catch (error) {
        connection.break(error);
        // The driver refuses what waits on a broken connection with a code that says no more than that.
        failure = connection.lost;
      }
    }
    throw failure;
  }

  /** @throws where the server takes no writes: a standby, or one that is set so */
  async #requireWrites(limit: number): Promise<void> {
    const [row] = await this.#send("show transaction_read_only", [], { limit });
    // A code of the network: the same address may lead to another server a moment later.
    if (row?.transaction_read_only !== "off")
      throw Object.assign(new Error("The server takes no writes."), { code: "EHOSTDOWN" });
  }

  private constructor(options: ConnectionOptions, { url, ssl }: Server) {
    this.#options = options;
    this.#sql = postgres(url, {
      max: 1,
      ssl,
      socket: (address: Parameters<typeof connectSocket>[0]) => this.#connect(address, ssl),
      connect_timeout: options.openMs / 1000,
      // The pool decides how long a connection lives: the driver would end it in the middle of a transaction.
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
    } as object); // the driver's types do not know `socket`, `no_subscribe` and `onnotify`
    if (options.drizzle) drizzle(this.#sql);
    watch(this);
  }

  #connect(address: Parameters<typeof connectSocket>[0], ssl: Server["ssl"]) {
    // The driver would try again where the socket has closed while it connected. What closed it is the reason to tell: the
    // driver may not have listened for it yet.
    if (this.#socket) throw this.#lost ?? this.#socketFailure ?? closedAtOpening();
    this.#socket = connectSocket(address, ssl, (error) => {
      this.#noTls = error;
    });
    this.#socket.once("error", (error) => {
      this.#socketFailure = error;
    });
    return this.#socket;
  }

  /** Whether the server spreads its tables over several machines. */
  get distributed(): boolean {
    return this.#distributed;
  }

  /** Whether statements can be sent. */
  get usable(): boolean {
    return this.#lost === null;
  }

  /** Why it is of no use any more; null while it is. */
  get lost(): Error | null {
    return this.#lost;
  }

  /** Resolves with the reason when it is of no use any more. */
  get ended(): Promise<Error> {
    return this.#ended.promise;
  }

  /**
   * Sends a statement. They are run in the order of the calls, and nobody has to wait for one before sending the next.
   *
   * @param prepare whether it is planned once for the connection, unless that leads to a pooler; it has to be one
   *   statement then.
   * @throws at once, where the connection is lost or a parameter is undefined
   */
  send(statement: string, parameters: readonly unknown[] = [], { prepare = false } = {}): Sent {
    this.#options.onStatement?.(statement);
    return this.#send(statement, parameters, { prepare, limit: this.#options.statementMs });
  }

  /**
   * Sends statements that begin a transaction or end a snapshot, which the server answers at once: messages of their own,
   * in one write with the statement that comes after them.
   *
   * @returns resolves when all are answered
   */
  control(statements: readonly string[]): Promise<void> {
    if (this.#lost) return Promise.reject(this.#lost);
    this.#options.onStatement?.(statements.join("; "));
    const queries = statements.map((statement) => this.#sql.unsafe(statement));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const last = queries.at(-1);
    const answered = () => {
      this.#answered();
      resolve();
    };
    const failed = (error: unknown) => {
      this.#failed(error);
      reject(error);
    };
    queueMicrotask(() => {
      for (const query of queries) {
        this.#expect(this.#options.openMs);
        query.then(query === last ? answered : this.#answered, failed);
      }
    });
    return promise;
  }

  /** Ends it for good: everything that waits for an answer on it is refused. */
  break(reason: unknown): void {
    if (this.#lost) return;
    // What the driver says of a handshake with a server that has no TLS is a consequence.
    this.#lost = this.#noTls ?? (reason instanceof Error ? reason : new Error(String(reason)));
    unwatch(this);
    // The driver says goodbye first: over TLS, a write after the socket has gone would be an error of nobody's.
    this.#sql
      .end({ timeout: 0 })
      .catch(() => {})
      .finally(() => this.#socket?.destroy());
    this.#ended.resolve(this.#lost);
  }

  /** Says goodbye to the server, and ends. What waits is refused. */
  async close(): Promise<void> {
    if (this.#lost) return;
    this.#lost = new Error("The connection was closed.");
    unwatch(this);
    await this.#sql.end({ timeout: 1 });
    this.#socket?.destroy();
    this.#ended.resolve(this.#lost);
  }

  /** For how long it has waited for an answer, in milliseconds; 0 where it waits for none. */
  get silentMs(): number {
    return this.#unanswered.length > 0 ? (looks - this.#waitingSince) * watchMs : 0;
  }

  /** Breaks the connection where the server has not answered for too long. */
  checkAnswer(): void {
    const [limit] = this.#unanswered;
    const waitedMs = this.silentMs;
    if (limit === undefined || waitedMs <= limit) return;
    this.break(new DatabaseUnavailableError(`The database has not answered for ${waitedMs / 1000} s.`));
  }

  #send(statement: string, parameters: readonly unknown[], { prepare = false, limit = 0 }): Sent {
    if (this.#lost) throw this.#lost;
    const values = parametersOf(parameters) as never[]; // the driver asks for what it can write
    const query =
      prepare && !this.#options.pooled
        ? this.#sql.unsafe(statement, values, preparing)
        : this.#sql.unsafe(statement, values);
    // The caller may still say how it wants the rows, so it is begun once this turn is over: each in its order.
    queueMicrotask(() => {
      this.#expect(limit);
      query.then(this.#answered, this.#failed);
    });
    return query;
  }

  /** Notes that an answer is waited for. @param limit for how long, once those before it are there, in milliseconds */
  #expect(limit: number): void {
    if (this.#unanswered.length === 0) this.#waitingSince = looks;
    this.#unanswered.push(limit);
  }

  readonly #answered = (): void => {
    this.#unanswered.shift();
    this.#waitingSince = looks;
  };

  readonly #failed = (error: unknown): void => {
    this.#answered();
    if (!isAnswer(error)) this.break(error);
  };
}

const closedAtOpening = () =>
  new DatabaseUnavailableError("The connection to the database was closed while it was opened.");

/** Whether an error is the server's answer to a statement, after which the connection goes on. */
function isAnswer(error: unknown): boolean {
  if (!(error instanceof postgres.PostgresError)) return false;
  return error.severity !== "FATAL" && error.severity !== "PANIC";
}
