import { setTimeout as sleep } from "node:timers/promises";
import { TRPCError } from "@trpc/server";
import { type Listening, listen, liveChannel } from "@waybill/db";
import type { EntityName } from "@waybill/validators";
import pLimit from "p-limit";
import type { Logger } from "./logger.ts";
import type { StreamAccess } from "./stream-access.ts";

/** A notification of a commit: the entity that changed, never its content. */
export interface LiveMessage {
  tenantId: string;
  entity: EntityName;
  entityId: string | null;
  /** For an event: its id and name. */
  eventId?: string;
  name?: string;
}

/** A change of rights: of all readers that match every given field. Sent by triggers (`rights.ts` of the database). */
type RightsMessage = Partial<Pick<StreamAccess, "tenantId" | "userId">> & { roleId?: string };

type Notice = LiveMessage | { rights: RightsMessage };

/**
 * The most messages that wait for one slow reader; then it is disconnected, reconnects and catches up. A message has only
 * ids and names, about 250 bytes, and Postgres refuses 8,000, so this limits the memory to 8 MB.
 */
export const maxWaiting = 1000;

/** The shortest interval between two access checks of one reader, in milliseconds. */
const checkEveryMs = 250;
/** Number of access checks in parallel; other requests need connections too. */
const checksAtOnce = 4;
/** Margin after the end of an access, in milliseconds, for different clocks. */
const clockMarginMs = 20;
/** The longest timer, in milliseconds. Streams do not live that long. */
const maxTimerMs = 3_600_000;

/** Disconnects a reader, which reconnects at once. */
const reconnectError = (message: string) => new TRPCError({ code: "SERVICE_UNAVAILABLE", message });

const sameSet = (one: ReadonlySet<string>, other: ReadonlySet<string>) =>
  one.size === other.size && [...one].every((entry) => other.has(entry));

/** Looks up the reader's access again. @throws what refuses the request */
export type CheckAccess = () => Promise<StreamAccess>;

/** An open stream. While its access is being checked, it delivers nothing. */
class Reader {
  readonly waiting: LiveMessage[] = [];
  access: StreamAccess;
  /** Also at first: rights may have changed between opening the stream and listening for changes of rights. */
  needsCheck = true;
  #checking = false;
  #checkedAt = Number.NEGATIVE_INFINITY;
  #disconnected: TRPCError | null = null;
  #timer: NodeJS.Timeout | undefined;
  #wake = () => {};
  readonly #leave: () => void;

  /** @param leave called at the disconnection */
  constructor(access: StreamAccess, leave: () => void) {
    this.access = access;
    this.#leave = leave;
  }

  /** Queues a message. A disconnected reader keeps none. */
  enqueue(message: LiveMessage) {
    if (this.#disconnected) return;
    this.waiting.push(message);
    if (this.waiting.length > maxWaiting) this.disconnect("The stream was read too slowly.");
    this.wake();
  }

  /** Frees the queue and the slot at once; the reader gets the error when it reads again. */
  disconnect(reason: string) {
    this.#disconnected ??= reconnectError(reason);
    this.waiting.length = 0;
    this.#leave();
    this.wake();
  }

  /** Whether a change of rights concerns this reader. During an access check, its role is unknown. */
  isConcernedBy({ tenantId, userId, roleId }: RightsMessage): boolean {
    return (
      (!tenantId || tenantId === this.access.tenantId) &&
      (!userId || userId === this.access.userId) &&
      (!roleId || this.#checking || roleId === this.access.roleId)
    );
  }

  requestCheck = () => {
    this.needsCheck = true;
    this.wake();
  };

  wake() {
    this.#wake();
  }

  /** Resolves when there is something to do. */
  waitForWork(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      if (signal.aborted || this.#disconnected || this.needsCheck || this.waiting.length > 0) resolve();
    });
  }

  /** @throws after the disconnection */
  assertConnected() {
    if (this.#disconnected) throw this.#disconnected;
  }

  /** Checks the access. A change of permissions is a message to the page. */
  async checkAccess(find: CheckAccess, signal: AbortSignal): Promise<void> {
    const rest = this.#checkedAt + checkEveryMs - performance.now();
    if (rest > 0) await sleep(rest, undefined, { signal }).catch(() => {});
    this.needsCheck = false;
    this.#checking = true;
    const before = this.access;
    try {
      this.access = await find();
    } finally {
      this.#checking = false;
      this.#checkedAt = performance.now();
    }
    const { tenantId, permissions, endsInMs } = this.access;
    if (!sameSet(permissions, before.permissions)) {
      this.enqueue({ tenantId, entity: "tenant", entityId: tenantId });
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.requestCheck, Math.min(endsInMs + clockMarginMs, maxTimerMs)).unref();
  }

  end() {
    clearTimeout(this.#timer);
    this.wake();
  }
}

/** One LISTEN connection per process for all readers. Opened by the first reader; reconnects by itself. */
export class LiveListener {
  readonly #readers = new Map<string, Set<Reader>>();
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
    const reader = new Reader(access, leave);
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

  async *#read(reader: Reader, check: CheckAccess, signal: AbortSignal, end: () => void): AsyncGenerator<LiveMessage> {
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

  #all(): Reader[] {
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
