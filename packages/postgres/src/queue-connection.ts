import { Connection, graceMs } from "./connection.ts";
import { type Listening, listen } from "./listen.ts";
import { Pool } from "./pool.ts";
import { rowsOf } from "./rows.ts";
import { forPages, type PoolMode, setForTransaction } from "./session.ts";

/** Options of a {@link QueueConnection}. */
export interface QueueConnectionOptions {
  /** Login of the application. */
  url: string;
  /** Pooling mode of `url`; `session` by default. */
  poolMode?: PoolMode;
  /** The URL to listen on: a direct connection, if `url` leads to a pooler. */
  listenUrl: string;
  /** The role to switch to after the login, if the login is the owner. */
  role?: string | undefined;
  /** Maximum number of connections. */
  max: number;
}

/** Timeout for a connection, in seconds. */
const waitSeconds = 10;
/** Timeout of one statement, in seconds. Maintenance of the queue reads many rows. */
const statementSeconds = 120;

/** Strings are JSON already: the queue serializes some values itself. */
const asJson = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/**
 * Connections of the queue, with the interface of pg-boss. Statements are prepared: planning the one that fetches a job
 * costs several times its execution. Through a pooler in transaction mode, each statement runs in its own transaction,
 * which applies the settings.
 */
export class QueueConnection {
  readonly #pool: Pool;
  /** Opens a transaction around each statement; empty if the session has the settings. */
  readonly #opening: readonly string[];
  readonly #listenUrl: string;
  #listening: Listening | undefined;

  constructor({ url, poolMode, listenUrl, role, max }: QueueConnectionOptions) {
    this.#listenUrl = listenUrl;
    const pooled = poolMode === "transaction";
    const settings = {
      statement_timeout: statementSeconds * 1000,
      idle_in_transaction_session_timeout: 60_000,
      ...(pooled ? {} : { plan_cache_mode: "force_generic_plan" }),
      // A plan made while the queue was empty is used when it is full, so it must use an index.
      ...forPages,
      // Jobs are inserted by the application's own transactions, which wait for the disk. Fetching and completing may be
      // repeated: if Postgres crashes, the last of them are lost and those jobs run once more.
      synchronous_commit: "off",
      ...(role ? { role } : {}),
    };
    const open = () =>
      Connection.open({
        url,
        name: "waybill-queue",
        settings,
        pooled,
        types: { json: { to: 3802, from: [114, 3802], serialize: asJson, parse: JSON.parse } },
        openMs: waitSeconds * 1000,
        statementMs: statementSeconds * 1000 + graceMs,
      });
    this.#opening = pooled ? ["begin", ...setForTransaction(settings)] : [];
    this.#pool = new Pool({ open, max, waitSeconds });
  }

  /** Runs one statement, or a script without parameters, which may contain its own transaction. */
  async executeSql(text: string, values: unknown[] = []): Promise<{ rows: unknown[] }> {
    const isScript = values.length === 0 && text.includes(";");
    const connection = await this.#pool.take();
    const wrapped = this.#opening.length > 0;
    try {
      if (wrapped) await connection.control(this.#opening);
      const rows = rowsOf(await connection.send(text, values, { prepare: !isScript }));
      // After a script with its own commit, this only produces a warning.
      if (wrapped) await connection.send("commit");
      return { rows };
    } catch (error) {
      // The server rolls back a broken connection's transaction.
      if ((isScript || wrapped) && connection.usable) await connection.send("rollback").catch(() => {});
      throw error;
    } finally {
      this.#pool.give(connection);
    }
  }

  /**
   * Listens on a channel.
   *
   * @param onReconnect called after a reconnection: notifications in between are lost.
   */
  async listen(
    channel: string,
    onNotification: (payload: string) => void,
    onReconnect: () => void,
  ): Promise<Listening> {
    let first = true;
    this.#listening = await listen(this.#listenUrl, channel, onNotification, () => {
      if (!first) onReconnect();
      first = false;
    });
    return this.#listening;
  }

  /** Whether it is listening; null before the first {@link listen}. */
  get listening(): boolean | null {
    return this.#listening?.listening ?? null;
  }

  /** Waits up to five seconds for running statements, then closes all connections. */
  async close(): Promise<void> {
    await this.#pool.close(5);
  }
}
