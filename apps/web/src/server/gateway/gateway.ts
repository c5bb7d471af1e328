import type { IncomingMessage, ServerResponse } from "node:http";
import { asTrpcError, type VerifiedCredentials, waitSecondsOf } from "@waybill/api";
import { inNetworks, type Settings } from "@waybill/config";
import { Admission, type Slot } from "./admission.ts";
import { declaredBytes, readText } from "./body.ts";
import { assignRequestId, ownOrigins, requestIdOf, rewriteHeaders } from "./forwarded-headers.ts";
import { KeyedCounter } from "./keyed-counter.ts";
import { serviceBusy, tooMany, transferLimits, unanswered, workLimits } from "./limits.ts";
import { type ParsedRequest, type ProcedureType, parseRequest, unitsOf } from "./parsed-request.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { checkRequest, invalidTargetRefusal, readsBody } from "./request-checks.ts";
import { isCrossSite } from "./same-site.ts";
import { setPolicy, setSecurityHeaders } from "./security-headers.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<unknown>;

/** The parts of the process that a gateway uses. */
export interface GatewayOptions {
  config: Settings;
  /** The public origin. */
  origin: string;
  /** Whether Next.js runs in development mode. */
  dev: boolean;
  /** Handles procedure calls. `request.body` holds the body as text. */
  procedures: Handler;
  /** Handles every other request. */
  pages: Handler;
  /** The type of a procedure; null for an unknown one. A subscription is answered by a stream. */
  typeOf(procedure: string): ProcedureType | null;
  /** Whether a procedure needs neither database nor queue: it takes no slot. */
  isFree(procedure: string): boolean;
  /** The message for a request that got no slot in time. */
  busyMessage(): string;
  /** Credentials verified by this process. Limits are counted by them. */
  credentials: Pick<VerifiedCredentials, "find">;
  /** Called with unexpected errors. */
  onError(error: unknown, requestId: string): void;
  /** Called for each refused request. @param ip the IP address of the client */
  onRefusal(refusal: Refusal, requestId: string, ip: string): void;
}

/**
 * The gateway of the web process: every request passes it, in production and in development. It routes by the parsed
 * URL, removes headers that clients must not set, refuses malformed, oversized and cross-site requests, and queues the rest
 * for a slot. Every admitted request is answered within `REQUEST_SECONDS`.
 */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #work: Admission;
  readonly #transfers: Admission;
  readonly #liveOfSession: KeyedCounter;
  readonly #liveOfNetwork: KeyedCounter;
  readonly #isProxy: (address: string) => boolean;

  constructor(options: GatewayOptions) {
    const { config } = options;
    this.#options = options;
    this.#work = new Admission(workLimits(config));
    this.#transfers = new Admission(transferLimits(config));
    this.#liveOfSession = new KeyedCounter(config.LIVE_PER_SESSION);
    this.#liveOfNetwork = new KeyedCounter(config.LIVE_PER_ADDRESS);
    this.#isProxy = inNetworks(config.TRUST_PROXY);
  }

  /** The units of work in flight, and the number of waiting requests. */
  get load(): { working: number; waiting: number } {
    return { working: this.#work.units, waiting: this.#work.waiting + this.#transfers.waiting };
  }

  /** Handles a request. */
  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    assignRequestId(request, response);
    try {
      this.#receive(request, response);
    } catch (error) {
      this.#fail(request, response, error);
    }
  };

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const { config, origin, dev, typeOf, credentials } = this.#options;
    const site = { https: origin.startsWith("https:"), dev };
    setSecurityHeaders(response, site);
    // Before the headers are rewritten: the check needs the `Host` that the client sent.
    const originSettings = { isProxy: this.#isProxy, publicOrigin: config.PUBLIC_URL ? origin : null };
    const crossSite = isCrossSite(request.headers, ownOrigins(request, originSettings));
    const address = rewriteHeaders(request, originSettings);
    const parsed = parseRequest(request, response, { address, https: site.https, typeOf, credentials });
    if (parsed) setPolicy(parsed, site);
    const checkOptions = { crossSite, dev, uploadMaxMegabytes: config.UPLOAD_MAX_MB };
    const refusal = parsed ? checkRequest(parsed, checkOptions) : invalidTargetRefusal(request);
    if (refusal) this.#refuse(request, response, refusal);
    else if (parsed) {
      // In development, a page may be compiled first.
      if (!dev) this.#limit(parsed);
      this.#admit(parsed);
    }
  }

  /** Bounds the time until the response starts. The time counts from the last received byte of the request. */
  #limit({ request, response }: ParsedRequest): void {
    const { REQUEST_SECONDS } = this.#options.config;
    const { socket } = request;
    let received = socket.bytesRead;
    const check = () => {
      if (!request.complete && socket.bytesRead > received) {
        received = socket.bytesRead;
        timer.refresh();
      } else this.#giveUp(request, response);
    };
    const timer = setTimeout(check, REQUEST_SECONDS * 1000);
    const restart = () => void timer.refresh();
    request.once("end", restart);
    const stop = () => {
      request.off("end", restart);
      clearTimeout(timer);
    };
    beforeHead(response, stop);
    response.once("close", stop);
  }

  #giveUp(request: IncomingMessage, response: ServerResponse): void {
    const requestId = requestIdOf(response);
    this.#options.onError(new Error(`Not answered within ${this.#options.config.REQUEST_SECONDS} s.`), requestId);
    // The handler may still write its response.
    response.on("error", () => {});
    refuse(request, response, unanswered);
  }

  #admit(parsed: ParsedRequest): void {
    const { request, kind } = parsed;
    const hasBody = request.method === "POST" && declaredBytes(request) !== 0;
    if (kind === "asset" || this.#isFree(parsed)) this.#dispatch(parsed);
    else if (kind === "stream") this.#admitStream(parsed);
    else if (kind === "file") this.#acquire(this.#transfers, parsed, 1, () => this.#dispatch(parsed));
    else if (hasBody && readsBody(parsed)) this.#admitBody(parsed);
    else this.#acquire(this.#work, parsed, unitsOf(parsed), () => this.#dispatch(parsed));
  }

  /** Whether every called procedure is free. A request with a key is not: the key is looked up first. */
  #isFree({ request, kind, calls, check }: ParsedRequest): boolean {
    if (kind !== "procedure" || check || request.method !== "GET" || request.headers.authorization) return false;
    return calls.every(({ name }) => this.#options.isFree(name));
  }

  /** Reads the body while it holds a transfer slot, until it has a work slot: the number of bodies in memory is bounded. */
  #admitBody(parsed: ParsedRequest): void {
    const { request, response } = parsed;
    const transfer = this.#acquire(this.#transfers, parsed, 1, () => {
      sendContinue(parsed);
      readText(
        request,
        (text) => {
          Object.assign(request, { body: text });
          this.#acquire(this.#work, parsed, unitsOf(parsed), () => {
            transfer?.release();
            this.#dispatch(parsed);
          });
        },
        (refusal) => {
          transfer?.release();
          this.#refuse(request, response, refusal);
        },
      );
    });
  }

  /** A stream holds a work slot until its response starts, and counts as open until it closes. */
  #admitStream(parsed: ParsedRequest): void {
    const { request, response, caller, credential } = parsed;
    const { LIVE_PER_SESSION, LIVE_PER_ADDRESS } = this.#options.config;
    // An unverified credential has its own count; all of them count for their network too.
    const session = credential ?? caller.network;
    const quota = this.#liveOfSession.isFull(session) ? LIVE_PER_SESSION : LIVE_PER_ADDRESS;
    if (this.#liveOfSession.isFull(session) || this.#liveOfNetwork.isFull(caller.network)) {
      this.#refuse(request, response, tooMany("live", quota, 30));
      return;
    }
    response.once("close", this.#liveOfSession.add(session));
    response.once("close", this.#liveOfNetwork.add(caller.network));
    const started = Promise.withResolvers<void>();
    beforeHead(response, started.resolve);
    const slot = this.#acquire(this.#work, parsed, 1, () => this.#dispatch(parsed));
    void started.promise.then(() => slot?.release());
  }

  /** Runs `start` with a slot. The slot is released when the response closes. */
  #acquire(
    admission: Admission,
    { request, response, caller }: ParsedRequest,
    units: number,
    start: () => void,
  ): Slot | null {
    // A closed response emits no further "close" event: a slot would never be released.
    if (response.destroyed || response.writableEnded) return null;
    const timedOut = () => this.#refuse(request, response, serviceBusy(this.#options.busyMessage()));
    const slot = admission.acquire(caller, units, start, timedOut);
    if (slot) response.once("close", slot.release);
    else this.#refuse(request, response, tooMany("work", this.#options.config.WORK_PER_SESSION, 2));
    return slot;
  }

  #dispatch(parsed: ParsedRequest): void {
    const { request, response, kind } = parsed;
    const { procedures, pages } = this.#options;
    const handler = kind === "procedure" || kind === "stream" ? procedures : pages;
    sendContinue(parsed);
    handler(request, response).catch((error) => this.#fail(request, response, error));
  }

  #refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
    this.#options.onRefusal(refusal, requestIdOf(response), String(request.headers["x-real-ip"]));
    refuse(request, response, refusal);
  }

  #fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const requestId = requestIdOf(response);
    this.#options.onError(error, requestId);
    // A timeout was answered already.
    if (response.writableEnded) return;
    const answer = asTrpcError(error);
    if (answer.code === "SERVICE_UNAVAILABLE") {
      const headers = { "retry-after": String(waitSecondsOf(answer)) };
      refuse(request, response, { status: 503, code: answer.code, message: answer.message, headers });
    } else {
      const message = `Something went wrong. Request ${requestId}.`;
      refuse(request, response, { status: 500, code: "INTERNAL_SERVER_ERROR", message });
    }
  }
}

/** Answers `Expect: 100-continue`. */
function sendContinue({ request, response }: ParsedRequest): void {
  const { expect } = request.headers;
  delete request.headers.expect;
  if (expect?.toLowerCase() === "100-continue") response.writeContinue();
}

/** Runs an effect right before the head of a response is written. */
export function beforeHead(response: ServerResponse, effect: () => void): void {
  response.writeHead = new Proxy(response.writeHead, {
    apply(writeHead, self, args) {
      effect();
      return Reflect.apply(writeHead, self, args);
    },
  });
}
