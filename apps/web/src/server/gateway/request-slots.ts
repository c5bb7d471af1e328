import type { Settings } from "@waybill/config";
import { Admission, type Slot } from "./admission.ts";
import { beforeHead } from "./before-head.ts";
import { declaredBytes, readText } from "./body.ts";
import { sendContinue } from "./expect-continue.ts";
import { KeyedCounter } from "./keyed-counter.ts";
import { serviceBusy, tooMany, transferLimits, workLimits } from "./limits.ts";
import { type ParsedRequest, unitsOf } from "./parsed-request.ts";
import type { Refusal } from "./refusal.ts";
import { readsBody } from "./request-checks.ts";

/** The parts of the gateway that its slots use. */
export interface RequestSlotsOptions {
  config: Settings;
  /** Whether a procedure needs neither database nor queue: it takes no slot. */
  isFree(procedure: string): boolean;
  /** The message for a request that got no slot in time. */
  busyMessage(): string;
  /** Called with an admitted request; `request.body` holds a procedure's body as text. */
  admitted(parsed: ParsedRequest): void;
  /** Called with a request over a limit. */
  refused(parsed: ParsedRequest, refusal: Refusal): void;
}

/**
 * The slots of requests: work slots for procedures and pages, transfer slots for files and bodies. A request waits for its
 * slots, and holds them until its response closes.
 */
export class RequestSlots {
  readonly #options: RequestSlotsOptions;
  readonly #work: Admission;
  readonly #transfers: Admission;
  readonly #liveOfSession: KeyedCounter;
  readonly #liveOfNetwork: KeyedCounter;

  constructor(options: RequestSlotsOptions) {
    const { config } = options;
    this.#options = options;
    this.#work = new Admission(workLimits(config));
    this.#transfers = new Admission(transferLimits(config));
    this.#liveOfSession = new KeyedCounter(config.LIVE_PER_SESSION);
    this.#liveOfNetwork = new KeyedCounter(config.LIVE_PER_ADDRESS);
  }

  /** The units of work in flight, and the number of waiting requests. */
  get load(): { working: number; waiting: number } {
    return { working: this.#work.units, waiting: this.#work.waiting + this.#transfers.waiting };
  }

  /** Admits a request as soon as it has the slots of its kind. */
  admit(parsed: ParsedRequest): void {
    const { request, kind } = parsed;
    const hasBody = request.method === "POST" && declaredBytes(request) !== 0;
    if (kind === "asset" || this.#isFree(parsed)) this.#options.admitted(parsed);
    else if (kind === "stream") this.#admitStream(parsed);
    else if (kind === "file") this.#admitWith(this.#transfers, parsed, 1);
    else if (hasBody && readsBody(parsed)) this.#admitBody(parsed);
    else this.#admitWith(this.#work, parsed, unitsOf(parsed));
  }

  /** Whether every called procedure is free. A request with a key is not: the key is looked up first. */
  #isFree({ request, kind, calls, check }: ParsedRequest): boolean {
    if (kind !== "procedure" || check || request.method !== "GET" || request.headers.authorization) return false;
    return calls.every(({ name }) => this.#options.isFree(name));
  }

  /** Reads the body while it holds a transfer slot, until it has a work slot: the number of bodies in memory is bounded. */
  #admitBody(parsed: ParsedRequest): void {
    const { request } = parsed;
    const transfer = this.#acquire(this.#transfers, parsed, 1, () => {
      sendContinue(parsed);
      readText(
        request,
        (text) => {
          Object.assign(request, { body: text });
          this.#acquire(this.#work, parsed, unitsOf(parsed), () => {
            transfer?.release();
            this.#options.admitted(parsed);
          });
        },
        (refusal) => {
          transfer?.release();
          this.#options.refused(parsed, refusal);
        },
      );
    });
  }

  /** A stream holds a work slot until its response starts, and counts as open until it closes. */
  #admitStream(parsed: ParsedRequest): void {
    const { response, caller, credential } = parsed;
    const { LIVE_PER_SESSION, LIVE_PER_ADDRESS } = this.#options.config;
    // An unverified credential has its own count; all of them count for their network too.
    const session = credential ?? caller.network;
    const quota = this.#liveOfSession.isFull(session) ? LIVE_PER_SESSION : LIVE_PER_ADDRESS;
    if (this.#liveOfSession.isFull(session) || this.#liveOfNetwork.isFull(caller.network)) {
      this.#options.refused(parsed, tooMany("live", quota, 30));
      return;
    }
    response.once("close", this.#liveOfSession.add(session));
    response.once("close", this.#liveOfNetwork.add(caller.network));
    const started = Promise.withResolvers<void>();
    beforeHead(response, started.resolve);
    const slot = this.#admitWith(this.#work, parsed, 1);
    void started.promise.then(() => slot?.release());
  }

  #admitWith(admission: Admission, parsed: ParsedRequest, units: number): Slot | null {
    return this.#acquire(admission, parsed, units, () => this.#options.admitted(parsed));
  }

  /** Runs `start` with a slot. The slot is released when the response closes. */
  #acquire(admission: Admission, parsed: ParsedRequest, units: number, start: () => void): Slot | null {
    const { response, caller } = parsed;
    const { config, busyMessage, refused } = this.#options;
    // A closed response emits no further "close" event: a slot would never be released.
    if (response.destroyed || response.writableEnded) return null;
    const slot = admission.acquire(caller, units, start, () => refused(parsed, serviceBusy(busyMessage())));
    if (slot) response.once("close", slot.release);
    else refused(parsed, tooMany("work", config.WORK_PER_SESSION, 2));
    return slot;
  }
}
