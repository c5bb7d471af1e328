import { randomBytes } from "node:crypto";
import { isIP } from "node:net";
import { newId } from "@waybill/db";
import { type ActorKind, type Language, tenantRef } from "@waybill/validators";
import { apiKeyIn, findApiKey } from "../access/api-key.ts";
import type { ApiKeyCaller, CommandUser, Session } from "../access/identity.ts";
import { credentialHeader } from "../access/verified-credentials.ts";
import type { App, User } from "../context.ts";
import { asTrpcError } from "../errors.ts";
import type { Logger } from "../monitoring/logger.ts";
import { system, unitOfWork, type WorkCaller } from "../work/unit-of-work.ts";

const internals = Symbol("request");

/**
 * A request before its access was checked. Procedures see it, so it gives no access to the pool or the process. Code that
 * opens units of work reads the rest with {@link internalsOf}.
 */
export interface RequestContext {
  requestId: string;
  /** Contains the caller, once known. */
  log: Logger;
  ip: string | null;
  userAgent: string | null;
  /** The language that the browser asks for; null if it is not supported. */
  language: Language | null;
  /**
   * The secret that identifies this browser, 256 random bits, base64url: from its cookie, or new, for a cookie at the
   * sign-in.
   */
  readonly device: string;
  readonly [internals]: RequestInternals;
}

/** The parts of a request that procedures do not see: the process, and ways to another transaction. */
export interface RequestInternals {
  app: App;
  /**
   * Adds the caller to the log; only the first call counts, because all procedures of a request have the same caller.
   */
  identify(who: { userId: string; tenant?: string; actor: ActorKind }): void;
  /** Procedures that were called: each logs its own end. */
  called: Set<string>;
  /** The session id of the request, not yet verified. */
  sessionId: string | null;
  /** The session that the browser had before a new sign-in: it ends when the sign-in succeeds, and gives no access. */
  formerSessionId: string | null;
  /** The valid session, or null. Read once, on demand; procedures of a tenant read it together with the membership. */
  session(): Promise<Session | null>;
  /** The valid API key of the request, which replaces a session. */
  apiKey: ApiKeyCaller | null;
  /** The user of a command line, who replaces a session or an API key. */
  commandUser: CommandUser | null;
  /** The wait of the network after too many unknown API keys, in seconds; otherwise 0. */
  apiKeyWaitSeconds: number;
  /** The tenant that the request names: an id or a slug. */
  tenantRef: string | null;
  /**
   * Reports whether the request's credential is valid, for {@link VerifiedCredentials}.
   *
   * @param tenant the tenant that it is valid for, or the name of the tenant that refused it.
   */
  reportCredential: { accepted(tenant?: { id: string; slug: string }): void; rejected(tenant?: string): void };
  /** The trace of the request. */
  traceparent: string | null;
  /** For a check: parses a procedure's input, by its path. */
  check: ReadInput | null;
  /** The same request, with its caller not yet looked up: for streams, which outlast one check of access. */
  renew(): Promise<RequestContext>;
}

/** The parts that procedures do not see. The boundary check keeps modules from importing it. */
export const internalsOf = (request: RequestContext): RequestInternals => request[internals];

/**
 * Parses the input of a procedure as its call would, with rules.
 *
 * @throws the refusal of the call
 */
export type ReadInput = (path: string, input: unknown) => Promise<void>;

/** The caller of a request's units of work. */
export function callerOf(request: RequestContext, user: User | null = null): WorkCaller {
  const { requestId, log, ip, language } = request;
  const kind = !user ? "system" : request[internals].commandUser ? "command" : "user";
  return { requestId, log, user, actor: { kind, id: null, ip }, language };
}

/** The valid session of a request, or null. For pages, which render outside of procedures. */
export const sessionOf = (request: RequestContext): Promise<Session | null> => request[internals].session();

const deviceFormat = /^[\w-]{43}$/;
const requestIdFormat = /^[A-Za-z0-9._-]{8,100}$/;

/** The request's own id, or a new one if it is missing or malformed. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get("x-request-id") ?? "";
  return requestIdFormat.test(given) ? given : newId();
}

/**
 * Reads headers and cookies of a request, once, for the whole code base. Malformed values count as missing.
 *
 * @param headers the request's headers. An API key (`Authorization: Bearer wb_…`) replaces a session and names its tenant.
 * @param sessionId the session of the sign-in cookie, if any. Each procedure reads its row, so a revoked session ends at
 *   the next request.
 * @param of.device the browser's secret from its cookie, if any.
 * @param of.language the language that the browser asks for, if it is one of ours.
 * @param of.tenant the tenant of the request, if it is not in the header `x-tenant-id` but in the URL.
 * @param of.formerSessionId the session of the cookie during a new sign-in, which gives no access.
 * @param of.check makes every call a check: its input is parsed, and nothing is done.
 */
export async function createContext(
  app: App,
  headers: Headers,
  sessionId: string | null,
  of: {
    device?: string | null;
    language?: Language | null;
    tenant?: string | null | undefined;
    formerSessionId?: string | null;
    check?: ReadInput | null;
  } = {},
): Promise<RequestContext> {
  const {
    device = null,
    language = null,
    tenant = headers.get("x-tenant-id"),
    formerSessionId = null,
    check = null,
  } = of;
  const requestId = requestIdOf(headers);
  const log = app.log.child({ requestId });
  // Set by the web server; a client's own value is removed.
  const sentAddress = headers.get("x-real-ip") ?? "";
  const ip = isIP(sentAddress) ? sentAddress : null;
  const key = apiKeyIn(headers);
  const credential = headers.get(credentialHeader);
  const reportCredential: RequestInternals["reportCredential"] = {
    accepted: (tenant) => app.verifiedCredentials.remember(credential, tenant),
    rejected: (tenant) => app.verifiedCredentials.forget(credential, tenant),
  };
  const found = key ? await findApiKey(app, requestId, log, key, ip).catch(throwLookupError) : null;
  const apiKey = typeof found === "number" ? null : found;
  if (typeof found === "number") reportCredential.rejected();
  else if (found) reportCredential.accepted();
  let session: Promise<Session | null> | undefined;
  let identified = false;
  const request: RequestContext = {
    requestId,
    log,
    ip,
    userAgent: headers.get("user-agent")?.slice(0, 300) ?? null,
    language,
    device: device && deviceFormat.test(device) ? device : randomBytes(32).toString("base64url"),
    [internals]: {
      app,
      identify(who) {
        if (!identified) request.log = request.log.child(who);
        identified = true;
      },
      called: new Set(),
      sessionId: key ? null : sessionId,
      formerSessionId,
      session() {
        session ??=
          sessionId && !key ? findSession(app, requestId, log, sessionId, reportCredential) : Promise.resolve(null);
        return session;
      },
      apiKey,
      commandUser: null,
      apiKeyWaitSeconds: typeof found === "number" ? found : 0,
      // A malformed name refers to no tenant, not even to the API key's.
      tenantRef: tenant ? (tenantRef.safeParse(tenant).data ?? null) : (apiKey?.tenantId ?? null),
      reportCredential,
      traceparent: headers.get("traceparent"),
      check,
      renew() {
        const same = new Headers(headers);
        same.set("x-request-id", requestId);
        return createContext(app, same, sessionId, { device, language, tenant });
      },
    },
  };
  return request;
}

/** Converts a failed lookup of an API key: it is not the fault of the request. */
function throwLookupError(error: unknown): never {
  throw asTrpcError(error);
}

/** Records that a session was used now. */
export async function recordSessionUse(request: RequestContext, id: string): Promise<void> {
  const { requestId, log } = request;
  const caller = { requestId, log, user: null, actor: system };
  const { app } = internalsOf(request);
  await unitOfWork(app, caller, {}, ({ context }) => app.identity.recordSessionUse(context, id));
}

async function findSession(
  app: App,
  requestId: string,
  log: Logger,
  id: string,
  reportCredential: RequestInternals["reportCredential"],
): Promise<Session | null> {
  const caller = { requestId, log, user: null, actor: system };
  const session = await unitOfWork(app, caller, {}, ({ context }) => app.identity.session(context, id));
  if (session) reportCredential.accepted();
  else reportCredential.rejected();
  return session;
}
