import type { IncomingMessage, ServerResponse } from "node:http";
import type { VerifiedCredentials } from "@waybill/api";
import { inNetworks, type Settings } from "@waybill/config";
import { errorRefusal } from "./error-refusal.ts";
import { sendContinue } from "./expect-continue.ts";
import { assignRequestId, ownOrigins, requestIdOf, rewriteHeaders } from "./forwarded-headers.ts";
import { unanswered } from "./limits.ts";
import { type ParsedRequest, type ProcedureType, parseRequest } from "./parsed-request.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { checkRequest, invalidTargetRefusal } from "./request-checks.ts";
import { RequestSlots } from "./request-slots.ts";
import { isCrossSite } from "./same-site.ts";
import { setPolicy, setSecurityHeaders } from "./security-headers.ts";
import { limitTime } from "./time-limit.ts";

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
  readonly #slots: RequestSlots;
  readonly #isProxy: (address: string) => boolean;

  constructor(options: GatewayOptions) {
    const { config, isFree, busyMessage } = options;
    this.#options = options;
    this.#slots = new RequestSlots({
      config,
      isFree,
      busyMessage,
      admitted: (parsed) => this.#route(parsed),
      refused: ({ request, response }, refusal) => this.#refuse(request, response, refusal),
    });
    this.#isProxy = inNetworks(config.TRUST_PROXY);
  }

  /** The units of work in flight, and the number of waiting requests. */
  get load(): { working: number; waiting: number } {
    return this.#slots.load;
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
      if (!dev) limitTime(request, response, config.REQUEST_SECONDS, () => this.#giveUp(request, response));
      this.#slots.admit(parsed);
    }
  }

  #route(parsed: ParsedRequest): void {
    const { request, response, kind } = parsed;
    const { procedures, pages } = this.#options;
    const handler = kind === "procedure" || kind === "stream" ? procedures : pages;
    sendContinue(parsed);
    handler(request, response).catch((error) => this.#fail(request, response, error));
  }

  #giveUp(request: IncomingMessage, response: ServerResponse): void {
    const { config, onError } = this.#options;
    onError(new Error(`No response within ${config.REQUEST_SECONDS} s.`), requestIdOf(response));
    // The handler may still write its response.
    response.on("error", () => {});
    refuse(request, response, unanswered);
  }

  #refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
    this.#options.onRefusal(refusal, requestIdOf(response), String(request.headers["x-real-ip"]));
    refuse(request, response, refusal);
  }

  #fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const requestId = requestIdOf(response);
    this.#options.onError(error, requestId);
    // A timeout was answered already.
    if (!response.writableEnded) refuse(request, response, errorRefusal(error, requestId));
  }
}
