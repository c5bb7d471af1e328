import type { IncomingMessage, ServerResponse } from "node:http";
import { asTrpcError, type VerifiedCredentials, waitSecondsOf } from "@waybill/api";
import { inNetworks, type Settings } from "@waybill/config";
import { declaredBytes, readText } from "./body.ts";
import { Counts } from "./counts.ts";
import { Gate, type Ticket } from "./gate.ts";
import { giveRequestId, introduce, requestIdOf, sitesOf } from "./introduction.ts";
import { overdue, tooMany, transferLimits, unanswered, workLimits } from "./limits.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { isReadHere, refusalOf, refusalWithoutTarget } from "./rules.ts";
import { isFromElsewhere } from "./same-site.ts";
import { secureAnswer, secureVisit } from "./security-headers.ts";
import { type ProcedureType, readVisit, unitsOf, type Visit } from "./visit.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<unknown>;

/** What stands behind the door. */
export interface House {
  config: Settings;
  /** The origin that people type. */
  origin: string;
  /** Whether the pages are those of development. */
  dev: boolean;
  /** Answers calls of procedures. The body of a request is in its `body`, as text. */
  procedures: Handler;
  /** Answers everything else. */
  pages: Handler;
  /** The kind of a procedure: the answer of a subscription is a stream that stays open. Null where there is none. */
  typeOf(procedure: string): ProcedureType | null;
  /** Whether a procedure is answered by the process alone: it costs nothing, and waits for nobody. */
  isFree(procedure: string): boolean;
  /** Why a request waited in vain for its turn, for people. */
  whyLate(): string;
  /** The credentials that the process has verified: rate limits count by them. */
  credentials: Pick<VerifiedCredentials, "find">;
  /** Told what was thrown where nothing should throw. */
  failed(error: unknown, requestId: string): void;
  /** Told what was not let in. @param ip where it came from */
  refused(refusal: Refusal, requestId: string, ip: string): void;
}

/**
 * The front door of the web process: every request comes through here, in production and in development. It decides on
 * the parsed address, drops what a client may not say, refuses what is malformed, too large, from another site or too much
 * at a time, and has the rest wait for its turn. What is let in is answered in time, whatever becomes of its work.
 */
export class Door {
  readonly #house: House;
  readonly #work: Gate;
  readonly #transfers: Gate;
  readonly #liveOfSession: Counts;
  readonly #liveOfNetwork: Counts;
  readonly #isProxy: (address: string) => boolean;

  constructor(house: House) {
    const { config } = house;
    this.#house = house;
    this.#work = new Gate(workLimits(config));
    this.#transfers = new Gate(transferLimits(config));
    this.#liveOfSession = new Counts(config.LIVE_PER_SESSION);
    this.#liveOfNetwork = new Counts(config.LIVE_PER_ADDRESS);
    this.#isProxy = inNetworks(config.TRUST_PROXY);
  }

  /** How much is being done, and how many requests wait. */
  get load(): { working: number; waiting: number } {
    return { working: this.#work.units, waiting: this.#work.waiting + this.#transfers.waiting };
  }

  /** Takes a request in, or refuses it. */
  readonly answer = (request: IncomingMessage, response: ServerResponse): void => {
    giveRequestId(request, response);
    try {
      this.#receive(request, response);
    } catch (error) {
      this.#fail(request, response, error);
    }
  };

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const { config, origin, dev, typeOf, credentials } = this.#house;
    const site = { https: origin.startsWith("https:"), dev };
    secureAnswer(response, site);
    // Before the introduction, which changes what the client has called us.
    const acquaintances = { isProxy: this.#isProxy, publicOrigin: config.PUBLIC_URL ? origin : null };
    const elsewhere = isFromElsewhere(request.headers, sitesOf(request, acquaintances));
    const address = introduce(request, acquaintances);
    const visit = readVisit(request, response, { address, https: site.https, typeOf, credentials });
    if (visit) secureVisit(visit, site);
    const circumstances = { elsewhere, dev, uploadMaxMegabytes: config.UPLOAD_MAX_MB };
    const refusal = visit ? refusalOf(visit, circumstances) : refusalWithoutTarget(request);
    if (refusal) this.#refuse(request, response, refusal);
    else if (visit) {
      // A page may be compiled first, in development.
      if (!dev) this.#limit(visit);
      this.#admit(visit);
    }
  }

  /** Has the answer begin in time, counted from the end of what the client sends: while that arrives, time does not run out. */
  #limit({ request, response }: Visit): void {
    const { REQUEST_SECONDS } = this.#house.config;
    const { socket } = request;
    let received = socket.bytesRead;
    const look = () => {
      if (!request.complete && socket.bytesRead > received) {
        received = socket.bytesRead;
        timer.refresh();
      } else this.#giveUp(request, response);
    };
    const timer = setTimeout(look, REQUEST_SECONDS * 1000);
    const again = () => void timer.refresh();
    request.once("end", again);
    const stop = () => {
      request.off("end", again);
      clearTimeout(timer);
    };
    beforeHead(response, stop);
    response.once("close", stop);
  }

  #giveUp(request: IncomingMessage, response: ServerResponse): void {
    const requestId = requestIdOf(response);
    this.#house.failed(new Error(`Not answered within ${this.#house.config.REQUEST_SECONDS} s.`), requestId);
    // What is still at work writes its answer in vain.
    response.on("error", () => {});
    refuse(request, response, unanswered);
  }

  #admit(visit: Visit): void {
    const { request, kind } = visit;
    const hasBody = request.method === "POST" && declaredBytes(request) !== 0;
    if (kind === "asset" || this.#isFree(visit)) this.#handOver(visit);
    else if (kind === "stream") this.#admitStream(visit);
    else if (kind === "file") this.#enter(this.#transfers, visit, 1, () => this.#handOver(visit));
    else if (hasBody && isReadHere(visit)) this.#admitBody(visit);
    else this.#enter(this.#work, visit, unitsOf(visit), () => this.#handOver(visit));
  }

  /** Whether a request calls only what costs nothing; a key would be looked for first. */
  #isFree({ request, kind, calls, check }: Visit): boolean {
    if (kind !== "procedure" || check || request.method !== "GET" || request.headers.authorization) return false;
    return calls.every(({ name }) => this.#house.isFree(name));
  }

  /** Reads the body in a place for bodies, which is kept until the work begins: so only few are ever in memory. */
  #admitBody(visit: Visit): void {
    const { request, response } = visit;
    const place = this.#enter(this.#transfers, visit, 1, () => {
      invite(visit);
      readText(
        request,
        (text) => {
          Object.assign(request, { body: text });
          this.#enter(this.#work, visit, unitsOf(visit), () => {
            place?.leave();
            this.#handOver(visit);
          });
        },
        (refusal) => {
          place?.leave();
          this.#refuse(request, response, refusal);
        },
      );
    });
  }

  /** A stream is work until its answer begins, and is counted among the open ones until it ends. */
  #admitStream(visit: Visit): void {
    const { request, response, caller, credential } = visit;
    const { LIVE_PER_SESSION, LIVE_PER_ADDRESS } = this.#house.config;
    // A made-up one is counted by itself too, and all of them by their network.
    const session = credential ?? caller.network;
    const quota = this.#liveOfSession.isFull(session) ? LIVE_PER_SESSION : LIVE_PER_ADDRESS;
    if (this.#liveOfSession.isFull(session) || this.#liveOfNetwork.isFull(caller.network)) {
      this.#refuse(request, response, tooMany("live", quota, 30));
      return;
    }
    response.once("close", this.#liveOfSession.add(session));
    response.once("close", this.#liveOfNetwork.add(caller.network));
    const begun = Promise.withResolvers<void>();
    beforeHead(response, begun.resolve);
    const ticket = this.#enter(this.#work, visit, 1, () => this.#handOver(visit));
    void begun.promise.then(() => ticket?.leave());
  }

  /** Has work wait for its turn. Its place is left when the answer has been sent or the client is gone. */
  #enter(gate: Gate, { request, response, caller }: Visit, units: number, begin: () => void): Ticket | null {
    // Nothing is begun for who has gone: nobody would tell that it has ended.
    if (response.destroyed || response.writableEnded) return null;
    const late = () => this.#refuse(request, response, overdue(this.#house.whyLate()));
    const ticket = gate.enter(caller, units, begin, late);
    if (ticket) response.once("close", ticket.leave);
    else this.#refuse(request, response, tooMany("work", this.#house.config.WORK_PER_SESSION, 2));
    return ticket;
  }

  #handOver(visit: Visit): void {
    const { request, response, kind } = visit;
    const { procedures, pages } = this.#house;
    const handler = kind === "procedure" || kind === "stream" ? procedures : pages;
    invite(visit);
    handler(request, response).catch((error) => this.#fail(request, response, error));
  }

  #refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
    this.#house.refused(refusal, requestIdOf(response), String(request.headers["x-real-ip"]));
    refuse(request, response, refusal);
  }

  #fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const requestId = requestIdOf(response);
    this.#house.failed(error, requestId);
    // It was given up, and has been answered.
    if (response.writableEnded) return;
    const told = asTrpcError(error);
    if (told.code === "SERVICE_UNAVAILABLE") {
      const headers = { "retry-after": String(waitSecondsOf(told)) };
      refuse(request, response, { status: 503, code: told.code, message: told.message, headers });
    } else {
      const message = `Something went wrong. Request ${requestId}.`;
      refuse(request, response, { status: 500, code: "INTERNAL_SERVER_ERROR", message });
    }
  }
}

/** Tells a client to send its body that waits to be told. */
function invite({ request, response }: Visit): void {
  const { expect } = request.headers;
  delete request.headers.expect;
  if (expect?.toLowerCase() === "100-continue") response.writeContinue();
}

/** Calls back right before the head of an answer is written. */
export function beforeHead(response: ServerResponse, effect: () => void): void {
  response.writeHead = new Proxy(response.writeHead, {
    apply(writeHead, self, args) {
      effect();
      return Reflect.apply(writeHead, self, args);
    },
  });
}
