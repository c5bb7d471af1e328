import { setTimeout as sleep } from "node:timers/promises";
import { Pool as TarnPool, TimeoutError } from "tarn";
import type { Connection } from "./connection.ts";
import { DatabaseBusyError, DatabaseUnavailableError } from "./unavailable.ts";

/** Options of a {@link Pool}. */
export interface PoolOptions {
  open: () => Promise<Connection>;
  /** Maximum number of connections. */
  max: number;
  /** Timeout for a free connection, in seconds. */
  waitSeconds: number;
}

/**
 * The time of repeated connection attempts after the database became unreachable, in milliseconds. Later requests fail at
 * once.
 */
const retryMs = 2000;
/** Pause between two connection attempts, in milliseconds. */
const pauseMs = 250;
/** After this time without any answer the database counts as unreachable, in milliseconds. */
const silentMs = 3000;
/** The lifetime of an unused connection, in milliseconds. */
const idleMs = 60_000;

/** A pool of connections. Broken connections are discarded. */
export class Pool {
  readonly #tarn: TarnPool<Connection>;
  readonly #open: () => Promise<Connection>;
  readonly #waitSeconds: number;
  readonly #all = new Set<Connection>();
  /** When the database became unreachable, by `performance.now()`; null while it is reachable. */
  #unreachableSince: number | null = null;
  /** The error of the last connection attempt; undefined after a success. */
  #failure: unknown;

  constructor({ open, max, waitSeconds }: PoolOptions) {
    this.#open = open;
    this.#waitSeconds = waitSeconds;
    this.#tarn = new TarnPool<Connection>({
      create: () => this.#openWithRetries(),
      validate: (connection) => connection.usable,
      destroy: (connection) => connection.close(),
      min: 0,
      max,
      acquireTimeoutMillis: waitSeconds * 1000,
      // Longer than opening may take, which has its own timeout.
      createTimeoutMillis: (waitSeconds + 1) * 2000,
      createRetryIntervalMillis: pauseMs,
      idleTimeoutMillis: idleMs,
      propagateCreateError: true,
    });
  }

  /** Number of callers waiting for a connection. */
  get waiting(): number {
    return this.#tarn.numPendingAcquires();
  }

  /**
   * Takes a connection, which must be given back.
   *
   * @throws {DatabaseBusyError} if none becomes free in time
   * @throws {DatabaseUnavailableError} if none can be opened, or the database answers on none
   */
  async take(): Promise<Connection> {
    try {
      return await this.#tarn.acquire().promise;
    } catch (error) {
      if (!(error instanceof TimeoutError)) {
        throw new DatabaseUnavailableError("The database cannot be reached.", { cause: error });
      }
      const waits = `No database connection was free within ${this.#waitSeconds} s`;
      if ([...this.#all].every((connection) => connection.silentMs >= silentMs)) {
        const cause = this.#failure ?? error;
        throw new DatabaseUnavailableError(`${waits}: the database is not responding.`, { cause });
      }
      throw new DatabaseBusyError(`${waits}.`, { cause: error });
    }
  }

  give(connection: Connection): void {
    this.#tarn.release(connection);
  }

  /** Waits up to `seconds` for connections in use, then closes all. */
  async close(seconds: number): Promise<void> {
    const limit = new AbortController();
    const late = sleep(seconds * 1000, undefined, { signal: limit.signal }).then(
      () => {
        for (const connection of this.#all) connection.break(new Error("The pool was closed."));
      },
      () => {},
    );
    await Promise.race([this.#tarn.destroy(), late]);
    limit.abort();
  }

  /** Opens a connection. Retries for a moment after the database became unreachable. */
  async #openWithRetries(): Promise<Connection> {
    for (;;) {
      try {
        const connection = await this.#open();
        this.#unreachableSince = null;
        this.#failure = undefined;
        this.#all.add(connection);
        void connection.ended.then(() => this.#all.delete(connection));
        return connection;
      } catch (error) {
        this.#unreachableSince ??= performance.now();
        this.#failure = error;
        if (performance.now() - this.#unreachableSince + pauseMs > retryMs) throw error;
        await sleep(pauseMs);
      }
    }
  }
}
