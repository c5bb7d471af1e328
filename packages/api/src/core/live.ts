import { setTimeout as sleep } from "node:timers/promises";
import { TRPCError } from "@trpc/server";
import { type Listening, listen, liveChannel } from "@waybill/db";
import type { EntityName } from "@waybill/validators";
import pLimit from "p-limit";
import type { Logger } from "./logger.ts";
import type { StreamAccess } from "./stream-access.ts";

/** What a commit tells: that something changed, never what is in it. */
export interface LiveMessage {
  tenantId: string;
  entity: EntityName;
  entityId: string | null;
  /** Where the change is an event: its id and name. */
  eventId?: string;
  name?: string;
}

/** Whose access changed: whom every given field names. Triggers send it (`rights.ts` of the database). */
type RightsMessage = Partial<Pick<StreamAccess, "tenantId" | "userId">> & { roleId?: string };

type Notice = LiveMessage | { rights: RightsMessage };

/**
 * How many messages may wait for one slow reader before it is sent away. It comes back and catches up. A message has ids and
 * names alone, some 250 bytes, and Postgres refuses one of 8,000: so the number bounds the bytes too, at 8 MB.
 */
export const maxWaiting = 1000;

/** The shortest time between two looks at the access of one reader, in milliseconds: a burst of changes is one change. */
const checkEveryMs = 250;
/** How many readers have their access looked at side by side: the others' requests need connections too. */
const checksAtOnce = 4;
/** A little later than the moment at which access ends by itself, in milliseconds; clocks differ. */
const lateMs = 20;
/** The longest that a timer waits, in milliseconds. Streams do not live that long. */
const longestMs = 3_600_000;

/** Sends a reader away, to come back at once. */
const comeBack = (message: string) => new TRPCError({ code: "SERVICE_UNAVAILABLE", message });

const sameSet = (one: ReadonlySet<string>, other: ReadonlySet<string>) =>
  one.size === other.size && [...one].every((entry) => other.has(entry));

/** How a stream finds its reader's access anew. @throws what the request itself would be refused with */
export type CheckAccess = () => Promise<StreamAccess>;

/**
 * One open stream. While its access is in doubt, it hands out nothing: what waits is read only once the access was
 * looked at again.
 */
class Reader {
  readonly waiting: LiveMessage[] = [];
  access: StreamAccess;
  /** At first, too: rights may have changed between the opening and the moment from which changes of rights are heard. */
  inDoubt = true;
  #checking = false;
  #checkedAt = Number.NEGATIVE_INFINITY;
  #sentAway: TRPCError | null = null;
  #timer: NodeJS.Timeout | undefined;
  #wake = () => {};
  readonly #leave: () => void;

  /** @param leave is called as soon as it is sent away */
  constructor(access: StreamAccess, leave: () => void) {
    this.access = access;
    this.#leave = leave;
  }

  /** Keeps a message for it; one that was sent away keeps none, and may never read again. */
  hear(message: LiveMessage) {
    if (this.#sentAway) return;
    this.waiting.push(message);
    if (this.waiting.length > maxWaiting) this.sendAway("The stream was read too slowly.");
    this.wake();
  }

  /** Lets go of what waits and of its place at once: who does not read is not there to be told. */
  sendAway(reason: string) {
    this.#sentAway ??= comeBack(reason);
    this.waiting.length = 0;
    this.#leave();
    this.wake();
  }

  /** Whether a change of rights is about who reads this. While the access is being looked at, its role is not known. */
  isConcerned({ tenantId, userId, roleId }: RightsMessage): boolean {
    return (
      (!tenantId || tenantId === this.access.tenantId) &&
      (!userId || userId === this.access.userId) &&
      (!roleId || this.#checking || roleId === this.access.roleId)
    );
  }

  doubt = () => {
    this.inDoubt = true;
    this.wake();
  };

  wake() {
    this.#wake();
  }

  /** Resolves when there is something to do. */
  rest(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      if (signal.aborted || this.#sentAway || this.inDoubt || this.waiting.length > 0) resolve();
    });
  }

  /** @throws once the reader was sent away */
  assertWelcome() {
    if (this.#sentAway) throw this.#sentAway;
  }

  /** Looks at the access again. What the reader may do is news to the page where it is not what it was. */
  async settle(find: CheckAccess, signal: AbortSignal): Promise<void> {
    const rest = this.#checkedAt + checkEveryMs - performance.now();
    if (rest > 0) await sleep(rest, undefined, { signal }).catch(() => {});
    this.inDoubt = false;
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
      this.hear({ tenantId, entity: "tenant", entityId: tenantId });
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.doubt, Math.min(endsInMs + lateMs, longestMs)).unref();
  }

  end() {
    clearTimeout(this.#timer);
    this.wake();
  }
}

/**
 * One LISTEN connection a process, fed to any number of readers. Opened by the first reader; the driver reconnects it.
 */
export class LiveListener {
  readonly #readers = new Map<string, Set<Reader>>();
  readonly #limit = pLimit(checksAtOnce);
  readonly #url: string;
  readonly #log: Logger;
  #listening: Promise<Listening> | undefined;
  #opened: Listening | undefined;

  /** @param url a direct connection to Postgres: poolers in transaction mode do not pass notifications on. */
  constructor(url: string, log: Logger) {
    this.#url = url;
    this.#log = log;
  }

  /** Whether it listens now; null where nobody has needed it yet, or it could never be opened. */
  get listening(): boolean | null {
    return this.#opened?.listening ?? null;
  }

  /** Begins to listen, where it has not. @throws where the connection cannot be opened */
  async open(): Promise<void> {
    await this.#listen();
  }

  /** How many readers there are. */
  get readers(): number {
    return this.#all().length;
  }

  /**
   * The messages of a tenant from now on, until `signal` aborts. Ends with an error as soon as the reader may not read
   * it any more, and where the reader is too slow.
   *
   * Listening has begun before `missed` is called, so what that reads from the database leaves no gap.
   *
   * @param access who reads, and what they may read, as it was when the stream was opened.
   * @param check finds it again: whenever it may have changed, before anything else is handed out.
   * @param missed what happened before.
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

  /** Sends every reader away, to come back at once: to another process, where this one is about to end. */
  sendAllAway(reason: string): void {
    for (const reader of this.#all()) reader.sendAway(reason);
  }

  /** Closes the connection. */
  async close(): Promise<void> {
    await (await this.#listening)?.close();
  }

  async *#read(reader: Reader, check: CheckAccess, signal: AbortSignal, end: () => void): AsyncGenerator<LiveMessage> {
    try {
      while (!signal.aborted) {
        reader.assertWelcome();
        if (reader.inDoubt) {
          await reader.settle(check, signal);
          continue;
        }
        const message = reader.waiting.shift();
        if (message) yield message;
        else await reader.rest(signal);
      }
    } finally {
      end();
    }
  }

  #listen(): Promise<Listening> {
    let again = false;
    this.#listening ??= listen(
      this.#url,
      liveChannel,
      (text) => this.#dispatch(text),
      () => {
        // What was sent while the connection was broken is lost: the readers come back and read it from the events.
        if (again) {
          this.#log.warn("listening was interrupted; pages are told to come back");
          this.sendAllAway("The stream was interrupted.");
        }
        again = true;
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

  #dispatch(text: string) {
    const notice: Notice = JSON.parse(text);
    this.#log.trace({ live: notice }, "live message");
    if ("rights" in notice) this.#doubt(notice.rights);
    else for (const reader of this.#readers.get(notice.tenantId) ?? []) reader.hear(notice);
  }

  #doubt(rights: RightsMessage) {
    const { tenantId } = rights;
    const candidates = tenantId ? [...(this.#readers.get(tenantId) ?? [])] : this.#all();
    for (const reader of candidates) if (reader.isConcerned(rights)) reader.doubt();
  }
}
