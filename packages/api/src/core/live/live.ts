import { type Listening, listen, liveChannel } from "@waybill/db";
import pLimit from "p-limit";
import type { Logger } from "../monitoring/logger.ts";
import { type CheckAccess, type LiveMessage, LiveReader, type RightsMessage } from "./live-reader.ts";
import type { StreamAccess } from "./stream-access.ts";

type Notice = LiveMessage | { rights: RightsMessage };

/** Number of access checks in parallel; other requests need connections too. */
const checksAtOnce = 4;

/** One LISTEN connection per process for all readers. Opened by the first reader; reconnects by itself. */
export class LiveListener {
  readonly #readers = new Map<string, Set<LiveReader>>();
  readonly #limit = pLimit(checksAtOnce);
  readonly #url: string;
  readonly #log: Logger;
  #listening: Promise<Listening> | undefined;
  #opened: Listening | undefined;

  /** @param url a direct connection to Postgres: poolers in transaction mode do not forward notifications. */
  constructor(url: string, log: Logger) {
    this.#url = url;
    this.#log = log;
  }

  /** Whether it is listening; null before the first connection. */
  get listening(): boolean | null {
    return this.#opened?.listening ?? null;
  }

  /** Starts listening, once. @throws if the connection cannot be opened */
  async open(): Promise<void> {
    await this.#listen();
  }

  /** Number of readers. */
  get readers(): number {
    return this.#all().length;
  }

  /**
   * The messages of a tenant until `signal` aborts. Ends with an error when the reader loses access or is too slow.
   *
   * Listening starts before `missed` is called, so there is no gap between the two.
   *
   * @param access the reader's access when the stream was opened.
   * @param check looks it up again whenever it may have changed, before anything else is delivered.
   * @param missed earlier messages.
   */
  async follow(
    access: StreamAccess,
    check: CheckAccess,
    signal: AbortSignal,
    missed: () => Promise<LiveMessage[]> = async () => [],
  ): Promise<AsyncIterable<LiveMessage>> {
    await this.#listen();
    const { tenantId } = access;
    const leave = () => {
      this.#readers.get(tenantId)?.delete(reader);
      if (this.#readers.get(tenantId)?.size === 0) this.#readers.delete(tenantId);
      reader.end();
    };
    const reader = new LiveReader(access, leave);
    const others = this.#readers.get(tenantId) ?? new Set();
    this.#readers.set(tenantId, others.add(reader));
    signal.addEventListener("abort", leave, { once: true });
    const end = () => {
      leave();
      signal.removeEventListener("abort", leave);
    };
    if (signal.aborted) leave();
    try {
      reader.waiting.unshift(...(await missed()));
    } catch (error) {
      end();
      throw error;
    }
    return this.#read(reader, () => this.#limit(check), signal, end);
  }

  /** Disconnects all readers, which reconnect to another process. For the shutdown. */
  disconnectAll(reason: string): void {
    for (const reader of this.#all()) reader.disconnect(reason);
  }

  async close(): Promise<void> {
    await (await this.#listening)?.close();
  }

  async *#read(
    reader: LiveReader,
    check: CheckAccess,
    signal: AbortSignal,
    end: () => void,
  ): AsyncGenerator<LiveMessage> {
    try {
      while (!signal.aborted) {
        reader.assertConnected();
        if (reader.needsCheck) {
          await reader.checkAccess(check, signal);
          continue;
        }
        const message = reader.waiting.shift();
        if (message) yield message;
        else await reader.waitForWork(signal);
      }
    } finally {
      end();
    }
  }

  #listen(): Promise<Listening> {
    let reopened = false;
    this.#listening ??= listen(
      this.#url,
      liveChannel,
      (text) => this.#receive(text),
      () => {
        // Notifications during a reconnection are lost: readers reconnect and read them from the events.
        if (reopened) {
          this.#log.warn("listening was interrupted; pages have to reconnect");
          this.disconnectAll("The stream was interrupted.");
        }
        reopened = true;
      },
    ).then(
      (opened) => {
        this.#opened = opened;
        return opened;
      },
      (error) => {
        this.#listening = undefined;
        throw error;
      },
    );
    return this.#listening;
  }

  #all(): LiveReader[] {
    return [...this.#readers.values()].flatMap((readers) => [...readers]);
  }

  #receive(text: string) {
    const notice: Notice = JSON.parse(text);
    this.#log.trace({ live: notice }, "live message");
    if ("rights" in notice) this.#recheckReaders(notice.rights);
    else for (const reader of this.#readers.get(notice.tenantId) ?? []) reader.enqueue(notice);
  }

  #recheckReaders(rights: RightsMessage) {
    const { tenantId } = rights;
    const candidates = tenantId ? [...(this.#readers.get(tenantId) ?? [])] : this.#all();
    for (const reader of candidates) if (reader.isConcernedBy(rights)) reader.requestCheck();
  }
}
