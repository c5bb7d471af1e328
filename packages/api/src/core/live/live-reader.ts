import { setTimeout as sleep } from "node:timers/promises";
import { TRPCError } from "@trpc/server";
import type { EntityName } from "@waybill/validators";
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
export type RightsMessage = Partial<Pick<StreamAccess, "tenantId" | "userId">> & { roleId?: string };

/**
 * The most messages that wait for one slow reader; then it is disconnected, reconnects and catches up. A message has only
 * ids and names, about 250 bytes, and Postgres refuses 8,000, so this limits the memory to 8 MB.
 */
export const maxWaiting = 1000;

/** The shortest interval between two access checks of one reader, in milliseconds. */
const checkEveryMs = 250;
/** Margin after the end of an access, in milliseconds, for different clocks. */
const clockMarginMs = 20;
/** The longest timer, in milliseconds. Streams do not live that long. */
const maxTimerMs = 3_600_000;

/** Disconnects a reader, which reconnects at once. */
const reconnectError = (message: string) => new TRPCError({ code: "SERVICE_UNAVAILABLE", message });

const sameSet = (one: ReadonlySet<string>, other: ReadonlySet<string>) =>
  one.size === other.size && [...one].every((entry) => other.has(entry));

/** Looks up the reader's access again. @throws the refusal of the request */
export type CheckAccess = () => Promise<StreamAccess>;

/** An open stream. While its access is being checked, it delivers nothing. */
export class LiveReader {
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
