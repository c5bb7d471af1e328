import { createHash, randomBytes } from "node:crypto";
import { isIP } from "node:net";
import { newId } from "@waybill/db";
import { type ActorKind, email, tenantRef } from "@waybill/validators";
import type { App, User } from "./context.ts";
import { asTrpcError, refuse } from "./errors.ts";
import type { ApiKeyCaller, CommandUser, Session } from "./identity.ts";
import type { Logger } from "./logger.ts";
import { networkOf } from "./network.ts";
import { admit, type Pace } from "./throttle.ts";
import { type Caller, commandLine, system, unitOfWork } from "./unit-of-work.ts";
import { credentialHeader } from "./verified-credentials.ts";

const internals = Symbol("request");

/**
 * One request, before any access was checked. Procedures see it: so it has nothing that leads out of their transaction.
 * What opens units of work reads the rest by {@link internalsOf}.
 */
export interface RequestContext {
  requestId: string;
  /** With who acts in it, once that is known. */
  log: Logger;
  ip: string | null;
  userAgent: string | null;
  /**
   * The secret that this browser is known by, 256 random bits, base64url: the one in its cookie, or a new one, to be set
   * when somebody signs in.
   */
  readonly device: string;
  readonly [internals]: RequestInternals;
}

/** What of a request is not for procedures: the process, and ways to a second transaction. */
export interface RequestInternals {
  app: App;
  /** Says in the log who acts. The procedures of one request are the same person's: the first one that knows says it. */
  identify(who: { userId: string; tenant?: string; actor: ActorKind }): void;
  /** The procedures that have been called: each says in the log itself how that ended. */
  called: Set<string>;
  /** The session that the request claims; nobody has looked yet whether it lives. */
  sessionId: string | null;
  /** The session that a browser has which signs in anew: it ends where that succeeds. Nobody acts by it. */
  formerSessionId: string | null;
  /** The session, if it lives. Read once, when first asked for; a tenant's procedures read it with the membership. */
  session(): Promise<Session | null>;
  /** The API key that the request carries instead of a session, if it is alive. */
  apiKey: ApiKeyCaller | null;
  /** In whose name a command on the machine acts, instead of a session or a key. */
  commandUser: CommandUser | null;
  /** How long the request's network has to wait because it has sent too many keys that there are not; 0 where not. */
  keyWaitSeconds: number;
  /** The tenant that the request names: an id or a slug. */
  tenantRef: string | null;
  /**
   * Tells the process whether the credential that came with the request is good.
   *
   * @param tenant for a tenant: which one it is good for, or the name of the one that it is refused in.
   */
  vouch: { good(tenant?: { id: string; slug: string }): void; refused(tenant?: string): void };
  /** The trace that the request belongs to. */
  traceparent: string | null;
  /** Where the request asks only what is wrong with an input: what reads a procedure's input, by its path. */
  check: ReadInput | null;
  /** The same request, with nothing known of who sent it: for what goes on for longer than a look at its rights holds. */
  renew(): Promise<RequestContext>;
}

/** What of a request is not for procedures. Modules cannot import it: the boundary check refuses that. */
export const internalsOf = (request: RequestContext): RequestInternals => request[internals];

/**
 * Reads the input of a procedure as its call would, rules included.
 *
 * @throws what the call would be refused with
 */
export type ReadInput = (path: string, input: unknown) => Promise<void>;

/** The caller of a request's units of work. */
export function callerOf(request: RequestContext, user: User | null = null): Caller {
  const { requestId, log, ip } = request;
  const kind = !user ? "system" : request[internals].commandUser ? "command" : "user";
  return { requestId, log, user, actor: { kind, id: null, ip } };
}

/** The request's session, if it lives. For pages, which are rendered outside of any procedure. */
export const sessionOf = (request: RequestContext): Promise<Session | null> => request[internals].session();

const deviceFormat = /^[\w-]{43}$/;
const requestIdFormat = /^[A-Za-z0-9._-]{8,100}$/;

/** The id that a request brings along; one of our own where it brings none, or one that is malformed. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get("x-request-id") ?? "";
  return requestIdFormat.test(given) ? given : newId();
}

/**
 * Reads everything that Waybill wants of a request, once: nothing else in the code base reads headers. What is
 * malformed counts as absent.
 *
 * @param headers the request's headers.
 * A key in `Authorization: Bearer wb_…` stands for a session; it names its tenant.
 *
 * @param sessionId the session that the sign-in cookie names, if any. Its row is checked by each procedure, so a revoked
 *   session ends with the request after.
 * @param of.device what the cookie says that the browser is known by, if any.
 * @param of.tenant how the request names its tenant, where that is not by the header `x-tenant-id`: by its address.
 * @param of.formerSessionId the session that the cookie names, of somebody who signs in anew and is not to act by it.
 * @param of.check makes every call of the request a check: its input is read, and nothing is done.
 */
export async function createContext(
  app: App,
  headers: Headers,
  sessionId: string | null,
  of: {
    device?: string | null;
    tenant?: string | null | undefined;
    formerSessionId?: string | null;
    check?: ReadInput | null;
  } = {},
): Promise<RequestContext> {
  const { device = null, tenant = headers.get("x-tenant-id"), formerSessionId = null, check = null } = of;
  const requestId = requestIdOf(headers);
  const log = app.log.child({ requestId });
  // The door of the web server says it; what a client claims does not get here.
  const said = headers.get("x-real-ip") ?? "";
  const ip = isIP(said) ? said : null;
  const key = headers.get("authorization")?.match(keyFormat)?.[1] ?? null;
  const credential = headers.get(credentialHeader);
  const vouch: RequestInternals["vouch"] = {
    good: (tenant) => app.verifiedCredentials.verified(credential, tenant),
    refused: (tenant) => app.verifiedCredentials.refused(credential, tenant),
  };
  const found = key ? await findKey(app, requestId, log, key, ip).catch(refuseUnread) : null;
  const apiKey = typeof found === "number" ? null : found;
  if (typeof found === "number") vouch.refused();
  else if (found) vouch.good();
  let session: Promise<Session | null> | undefined;
  let identified = false;
  const request: RequestContext = {
    requestId,
    log,
    ip,
    userAgent: headers.get("user-agent")?.slice(0, 300) ?? null,
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
        session ??= sessionId && !key ? findSession(app, requestId, log, sessionId, vouch) : Promise.resolve(null);
        return session;
      },
      apiKey,
      commandUser: null,
      keyWaitSeconds: typeof found === "number" ? found : 0,
      // A name that no tenant can have names none: not the key's own either.
      tenantRef: tenant ? (tenantRef.safeParse(tenant).data ?? null) : (apiKey?.tenantId ?? null),
      vouch,
      traceparent: headers.get("traceparent"),
      check,
      renew() {
        const same = new Headers(headers);
        same.set("x-request-id", requestId);
        return createContext(app, same, sessionId, { device, tenant });
      },
    },
  };
  return request;
}

/**
 * The context of a command on the machine. Whoever gives it has the machine: the person that it names is not asked who they
 * are. What they may do is asked as always: their membership, role and permissions, and the second factor that a tenant
 * requires.
 *
 * @param of.as the address of the person in whose name it acts; null for nobody, who may call public procedures alone.
 * @param of.at where the input has that address, for the issue.
 * @param of.tenant the tenant that it is about: an id or a slug.
 * @throws {InputRefused} `not_found` where nobody has the address
 */
export async function commandContext(
  app: App,
  { as = null, at = "as", tenant = null }: { as?: string | null; at?: string; tenant?: string | null } = {},
): Promise<RequestContext> {
  const request = await createContext(app, new Headers(), null, { tenant });
  if (as === null) return request;
  if (!as.trim()) refuse({ path: [at], code: "required", message: "Fill this in." });
  const commandUser = await findCommandUser(app, request, as);
  if (!commandUser) refuse({ path: [at], code: "not_found", message: `No account has the address ${as}.` });
  const session = { id: newId(), user: commandUser.user, age: 0, secondFactor: commandUser.secondFactor };
  Object.assign(request[internals], {
    commandUser,
    session: () => Promise.resolve(session),
  } satisfies Partial<RequestInternals>);
  return request;
}

function findCommandUser(app: App, { requestId, log }: RequestContext, as: string): Promise<CommandUser | null> {
  const address = email.safeParse(as).data;
  if (!address) return Promise.resolve(null);
  return unitOfWork(app, { requestId, log, user: null, actor: commandLine }, { readOnly: true }, ({ context }) =>
    app.identity.commandUser(context, address),
  );
}

/** A key that could not be looked for is no fault of its request. */
function refuseUnread(error: unknown): never {
  throw asTrpcError(error);
}

/** `wb_`, the tenant's id without hyphens, and the secret. The prefix lets scanners find keys that leaked. */
const keyFormat = /^Bearer (wb_[0-9a-f]{32}_[A-Za-z0-9_-]{43})$/;

/** How a key is kept. */
export const hashKey = (key: string): string => createHash("sha256").update(key).digest("hex");

/** The tenant that a key names. */
function tenantOfKey(key: string): string {
  return key.slice(3, 35).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** How many keys that there are not may come from one network. Keys that are alive are found first, whatever was counted. */
const unknownKeys: Pace = { burst: 20, forgetSeconds: 60, firstSeconds: 60, mostSeconds: 3600 };

/** @returns the key; where there is none, how long its network has to wait, in seconds: 0 where not at all */
function findKey(
  app: App,
  requestId: string,
  log: Logger,
  key: string,
  ip: string | null,
): Promise<ApiKeyCaller | number> {
  const tenantId = tenantOfKey(key);
  return unitOfWork(app, { requestId, log, user: null, actor: system }, { tenantId }, async ({ context }) => {
    const found = await app.identity.key(context, { tenantId, hash: hashKey(key) }, ip);
    if (found) return found;
    const admission = await admit(context, [{ key: `key ${networkOf(ip)}`, ...unknownKeys }]);
    return admission.ok ? 0 : admission.waitSeconds;
  });
}

/** Writes that a session was used just now. */
export async function touchSession(request: RequestContext, id: string): Promise<void> {
  const { requestId, log } = request;
  const caller = { requestId, log, user: null, actor: system };
  const { app } = internalsOf(request);
  await unitOfWork(app, caller, {}, ({ context }) => app.identity.touchSession(context, id));
}

async function findSession(
  app: App,
  requestId: string,
  log: Logger,
  id: string,
  vouch: RequestInternals["vouch"],
): Promise<Session | null> {
  const caller = { requestId, log, user: null, actor: system };
  const session = await unitOfWork(app, caller, {}, ({ context }) => app.identity.session(context, id));
  if (session) vouch.good();
  else vouch.refused();
  return session;
}
