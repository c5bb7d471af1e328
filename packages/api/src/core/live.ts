import { type Listening, listen } from "@waybill/db";
import type { EntityName } from "@waybill/validators";
import type { Logger } from "./logger.ts";

/** The Postgres channel that commits tell open pages on. */
export const liveChannel = "waybill_live";

/** What a commit tells: that something changed, never what is in it. */
export interface LiveMessage {
  tenantId: string;
  entity: EntityName;
  entityId: string | null;
  /** Where the change is an event: its id and name. */
  eventId?: string;
  name?: string;
}

interface Subscriber {
  hear(message: LiveMessage): void;
  /** Sends the reader away; it comes back and catches up. */
  drop(): void;
}

/** How many messages may wait for one slow reader before it is dropped. It comes back and catches up. */
const maxWaiting = 1000;

/**
 * One LISTEN connection a process, fed to any number of readers. Opened by the first reader; the driver reconnects it.
 */
export class LiveListener {
  readonly #subscribers = new Map<string, Set<Subscriber>>();
  readonly #url: string;
  readonly #log: Logger;
  #listening: Promise<Listening> | undefined;

  /** @param url a direct connection to Postgres: poolers in transaction mode do not pass notifications on. */
  constructor(url: string, log: Logger) {
    this.#url = url;
    this.#log = log;
  }

  /** How many readers there are. */
  get readers(): number {
    return [...this.#subscribers.values()].reduce((sum, readers) => sum + readers.size, 0);
  }

  /**
   * The messages of a tenant from now on, until `signal` aborts. Ends early where the reader is too slow.
   *
   * Listening has begun when the returned promise resolves, so what is read from the database after that misses nothing.
   */
  async follow(tenantId: string, signal: AbortSignal): Promise<AsyncIterable<LiveMessage>> {
    await this.#listen();
    const waiting: LiveMessage[] = [];
    let wake = () => {};
    let dropped = false;
    const subscriber: Subscriber = {
      hear(message) {
        waiting.push(message);
        dropped ||= waiting.length > maxWaiting;
        wake();
      },
      drop() {
        dropped = true;
        wake();
      },
    };
    const leave = () => {
      this.#subscribers.get(tenantId)?.delete(subscriber);
      wake();
    };
    const readers = this.#subscribers.get(tenantId) ?? new Set();
    this.#subscribers.set(tenantId, readers.add(subscriber));
    signal.addEventListener("abort", leave, { once: true });
    if (signal.aborted) leave();

    return (async function* () {
      try {
        while (!signal.aborted && !dropped) {
          const message = waiting.shift();
          if (message) yield message;
          else {
            await new Promise<void>((resolve) => {
              wake = resolve;
              if (signal.aborted || waiting.length > 0) resolve();
            });
          }
        }
      } finally {
        leave();
        signal.removeEventListener("abort", leave);
      }
    })();
  }

  /** Closes the connection. */
  async close(): Promise<void> {
    await (await this.#listening)?.close();
  }

  #listen(): Promise<Listening> {
    let again = false;
    this.#listening ??= listen(
      this.#url,
      liveChannel,
      (text) => this.#dispatch(text),
      () => {
        // What was sent while the connection was broken is lost: the readers come back and read it from the events.
        if (again) this.#dropAll();
        again = true;
      },
    ).catch((error) => {
      this.#listening = undefined;
      throw error;
    });
    return this.#listening;
  }

  #dropAll() {
    this.#log.warn("listening was interrupted; pages are told to come back");
    for (const readers of this.#subscribers.values()) for (const reader of readers) reader.drop();
  }

  #dispatch(text: string) {
    const message: LiveMessage = JSON.parse(text);
    this.#log.trace({ live: message }, "live message");
    for (const subscriber of this.#subscribers.get(message.tenantId) ?? []) subscriber.hear(message);
  }
}
