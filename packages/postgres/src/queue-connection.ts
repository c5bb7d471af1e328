import { Connection, graceMs } from "./connection.ts";
import { type Listening, listen } from "./listen.ts";
import { Pool } from "./pool.ts";
import { rowsOf } from "./rows.ts";
import { type PoolMode, setForTransaction } from "./session.ts";

/** Settings of a {@link QueueConnection}. */
export interface QueueConnectionOptions {
  /** The application's login. */
  url: string;
  /** How `url` gives out sessions; `session` where it is left out. */
  poolMode?: PoolMode;
  /** The login to listen with: a direct connection, where `url` leads to a pooler. */
  listenUrl: string;
  /** The role to take on after the login, where the login is the owner. */
  role?: string | undefined;
  /** Connections at the most. */
  max: number;
}

/** How long to wait for a connection, in seconds. */
const waitSeconds = 10;
/** How long one statement may take, in seconds: those that keep the queue tidy go through much. */
const statementSeconds = 120;

/** A value that is JSON already stays as it is; the queue writes some of its own. */
const asJson = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/**
 * The queue's own connections, in the form that pg-boss asks for. Its statements are prepared: planning the one that
 * takes a job costs several times what running it does. Behind a pooler in transaction mode each runs in a transaction
 * of its own, which sets what a session else keeps.
 */
export class QueueConnection {
  readonly #pool: Pool;
  /** What begins a transaction around each statement; nothing where the session keeps the settings. */
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
      // A plan made while the queue was empty is used when it is full as well: it has to be one by an index.
      enable_seqscan: "off",
      // Jobs are queued by the application's own transactions, which wait for the disk. What is done here may be done
      // again: should Postgres itself crash, the claims and ends of its last moment are, and those jobs run once more.
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

  /** Runs one statement, or several without parameters, which may begin and end a transaction of their own. */
  async executeSql(text: string, values: unknown[] = []): Promise<{ rows: unknown[] }> {
    const isScript = values.length === 0 && text.includes(";");
    const connection = await this.#pool.take();
    const wrapped = this.#opening.length > 0;
    try {
      if (wrapped) await connection.control(this.#opening);
      const rows = rowsOf(await connection.send(text, values, { prepare: !isScript }));
      // Nothing, but for a warning that nobody reads, where a script has ended the transaction itself.
      if (wrapped) await connection.send("commit");
      return { rows };
    } catch (error) {
      // A connection that broke is rolled back by the server.
      if ((isScript || wrapped) && connection.usable) await connection.send("rollback").catch(() => {});
      throw error;
    } finally {
      this.#pool.give(connection);
    }
  }

  /**
   * Listens on a channel.
   *
   * @param onReconnect called when a broken connection was made anew: what was sent meanwhile was missed.
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

  /** Whether it listens now; null where it never has. */
  get listening(): boolean | null {
    return this.#listening?.listening ?? null;
  }

  /** Waits for running statements, up to five seconds, and closes every connection. */
  async close(): Promise<void> {
    await this.#pool.close(5);
  }
}
