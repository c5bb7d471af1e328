import { setTimeout as sleep } from "node:timers/promises";
import { Pool as Places, TimeoutError } from "tarn";
import type { Connection } from "./connection.ts";
import { DatabaseBusyError, DatabaseUnavailableError } from "./unavailable.ts";

/** Settings of a {@link Pool}. */
export interface PoolOptions {
  /** Opens a connection. */
  open: () => Promise<Connection>;
  /** Connections at the most. */
  max: number;
  /** How long to wait for a connection, in seconds. */
  waitSeconds: number;
}

/** For how long a database that has just gone away is waited for before requests are refused at once, in milliseconds. */
const patienceMs = 2000;
/** The rest between two attempts to open a connection, in milliseconds. */
const restMs = 250;
/** From when on a database that answers nobody counts as away, in milliseconds. */
const silentMs = 3000;
/** How long a connection is kept that nobody uses, in milliseconds. */
const idleMs = 60_000;

/** Connections to be taken, used by one at a time, and given back. One that broke is thrown away. */
export class Pool {
  readonly #places: Places<Connection>;
  readonly #open: () => Promise<Connection>;
  readonly #waitSeconds: number;
  readonly #all = new Set<Connection>();
  /** When the database could not be reached for the first time since it last was, by `performance.now()`. */
  #awaySince: number | null = null;
  /** Why the last connection could not be opened; undefined once one could. */
  #failure: unknown;

  constructor({ open, max, waitSeconds }: PoolOptions) {
    this.#open = open;
    this.#waitSeconds = waitSeconds;
    this.#places = new Places<Connection>({
      create: () => this.#openPatiently(),
      validate: (connection) => connection.usable,
      destroy: (connection) => connection.close(),
      min: 0,
      max,
      acquireTimeoutMillis: waitSeconds * 1000,
      // Longer than opening may take, which has a limit of its own.
      createTimeoutMillis: (waitSeconds + 1) * 2000,
      createRetryIntervalMillis: restMs,
      idleTimeoutMillis: idleMs,
      propagateCreateError: true,
    });
  }

  /** How many wait for a connection. */
  get waiting(): number {
    return this.#places.numPendingAcquires();
  }

  /**
   * Takes a connection, which has to be given back.
   *
   * @throws {DatabaseBusyError} when none comes free in time
   * @throws {DatabaseUnavailableError} when none can be opened, or the database answers on none
   */
  async take(): Promise<Connection> {
    try {
      return await this.#places.acquire().promise;
    } catch (error) {
      if (!(error instanceof TimeoutError)) {
        throw new DatabaseUnavailableError("The database cannot be reached.", { cause: error });
      }
      const waits = `No database connection came free within ${this.#waitSeconds} s`;
      if ([...this.#all].every((connection) => connection.silentMs >= silentMs)) {
        const cause = this.#failure ?? error;
        throw new DatabaseUnavailableError(`${waits}: the database does not answer.`, { cause });
      }
      throw new DatabaseBusyError(`${waits}.`, { cause: error });
    }
  }

  give(connection: Connection): void {
    this.#places.release(connection);
  }

  /** Waits for the connections that are used, up to `seconds`, and closes all. */
  async close(seconds: number): Promise<void> {
    const limit = new AbortController();
    const late = sleep(seconds * 1000, undefined, { signal: limit.signal }).then(
      () => {
        for (const connection of this.#all) connection.break(new Error("The pool was closed."));
      },
      () => {},
    );
    await Promise.race([this.#places.destroy(), late]);
    limit.abort();
  }

  /** Opens a connection; while the database has only just gone away, tries again for a moment. */
  async #openPatiently(): Promise<Connection> {
    for (;;) {
      try {
        const connection = await this.#open();
        this.#awaySince = null;
        this.#failure = undefined;
        this.#all.add(connection);
        void connection.ended.then(() => this.#all.delete(connection));
        return connection;
      } catch (error) {
        this.#awaySince ??= performance.now();
        this.#failure = error;
        if (performance.now() - this.#awaySince + restMs > patienceMs) throw error;
        await sleep(restMs);
      }
    }
  }
}
