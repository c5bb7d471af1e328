import { initTRPC, TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import type { Settings } from "@waybill/config";
import { newId } from "@waybill/db";
import { type EntityName, entityDeclarations, id, zodIssues } from "@waybill/validators";
import { z } from "zod";
import type { Actor, App, MemberContext, OperatorContext, User, UserContext, WorkContext } from "./context.ts";
import { asFault, asTrpcError, InputRefused, issuesOf } from "./errors.ts";
import { requireFresh } from "./freshness.ts";
import type { CallerInTenant, Membership, Session } from "./identity.ts";
import { measureInput } from "./input.ts";
import { installationEntries, noteRead, recordForInstallation } from "./installation-activity.ts";
import type { Logger } from "./logger.ts";
import type { Registry } from "./module.ts";
import { undeclared, undeclaredStream } from "./outputs.ts";
import { accessOf, type Permission } from "./permissions.ts";
import { queueAdminOf } from "./queue-admin.ts";
import { internalsOf, type RequestContext, type RequestInternals, sessionOf, touchSession } from "./request.ts";
import { requireEverywhere } from "./second-factor.ts";
import { refusalFields } from "./security-log.ts";
import { streamAccess } from "./stream-access.ts";
import { requireOn, requireRunning } from "./switches.ts";
import { traced } from "./telemetry.ts";
import { refuseForNow } from "./throttle.ts";
import { type Caller, inTenant, type OpenWork, unitOfWork, withWork } from "./unit-of-work.ts";

/** Who may call a procedure. */
export type CallableBy =
  | { kind: "public" }
  | { kind: "user" }
  /** Who is in the tenant with the permission: a member, a member's key, or an operator who looks in. */
  | { kind: "tenant"; permission: Permission }
  /** A member with the permission, in person: no key, and where `support` does not say so, no operator who looks in. */
  | { kind: "person"; permission: Permission; support: boolean }
  | { kind: "superuser" };

type TenantAccess = Extract<CallableBy, { permission: Permission }>;

interface Meta {
  access: CallableBy;
  /** Whether the person has to have proved lately who they are. */
  fresh?: boolean;
  /** Whether it is answered by the process alone, without its database. */
  process?: boolean;
}

/** How long a live connection stays before the client is told to come back: its rights are checked anew then. */
const liveConnectionMs = 5 * 60_000;

const t = initTRPC
  .context<RequestContext>()
  .meta<Meta>()
  .create({
    errorFormatter({ shape, error, ctx }) {
      // What cannot even be read has no context.
      const requestId = ctx?.requestId ?? newId();
      return { ...shape, ...publicError(error, requestId) };
    },
    sse: {
      maxDurationMs: liveConnectionMs,
      ping: { enabled: true, intervalMs: 15_000 },
      client: { reconnectAfterInactivityMs: 40_000 },
    },
  });

/** Makes a router. */
export const router = t.router;
/** Makes a caller that runs procedures without HTTP. */
export const createCallerFactory = t.createCallerFactory;

/** The public part of an error: of an unexpected one, only the request's id. */
function publicError(error: TRPCError, requestId: string) {
  const internal = error.code === "INTERNAL_SERVER_ERROR";
  const issues = internal ? [] : issuesOf(error);
  const plain = error.code === "BAD_REQUEST" && issues.length > 0 ? "Some entries need another look." : error.message;
  return {
    message: internal ? `Something went wrong. Request ${requestId}.` : plain,
    data: { code: error.code, httpStatus: getHTTPStatusCodeFromError(error), requestId, issues },
  };
}

/**
 * The error response of an API route that is not a procedure, in the shape of the procedures' errors.
 *
 * @returns the HTTP status and the JSON body.
 */
export function errorResponse(error: unknown, requestId: string) {
  const { message, data } = publicError(asTrpcError(error), requestId);
  return { status: data.httpStatus, body: { error: { message, code: TRPC_ERROR_CODES_BY_KEY[data.code], data } } };
}

/** The longest unknown procedure name in the log, in characters. */
const longestUnknown = 100;

/**
 * Logs a call that was refused before it reached a procedure: malformed, or to an unknown procedure. All other refusals are
 * logged by their procedure.
 *
 * @param of.request the request, if it could be parsed. @param of.path the procedure it names, if any.
 * @param of.sender the log and the address, where there is no request.
 */
export function logUnroutedCall(
  { code }: TRPCError,
  of: { request: RequestContext | undefined; path: string | undefined; sender: Pick<RequestContext, "log" | "ip"> },
): void {
  const { request, path, sender } = of;
  if (request && path !== undefined && internalsOf(request).called.has(path)) return;
  const { log, ip } = request ?? sender;
  log.info({ unknown: path?.slice(0, longestUnknown), ...refusalFields(code, ip) }, "a call was refused");
}

/** Turns a schema error of the input into issues for forms. */
const withFormIssues = t.procedure.use(async ({ next, getRawInput }) => {
  const result = await next();
  // An output that does not fit is no fault of the input.
  if (!result.ok && result.error.code === "BAD_REQUEST" && result.error.cause instanceof z.core.$ZodError) {
    const issues = zodIssues(result.error.cause, await getRawInput());
    throw new TRPCError({ code: "BAD_REQUEST", cause: new InputRefused(issues) });
  }
  return result;
});

/** Logs, counts and traces each call with its outcome and time; refuses an input of a size that no form sends. */
const logged = withFormIssues
  .use(async ({ ctx, path, type, next }) => {
    const started = performance.now();
    const { app, traceparent, called } = internalsOf(ctx);
    called.add(path);
    const attributes = { "rpc.method": path, "waybill.request_id": ctx.requestId };
    const result = await traced(`${type} ${path}`, attributes, () => next(), traceparent);
    const ms = performance.now() - started;
    app.metrics.procedure(path, type, result.ok ? "ok" : result.error.code, ms);
    const fields = { procedure: path, ms: Math.round(ms) };
    if (result.ok) {
      ctx.log.info(fields, type);
    } else if (result.error.code === "INTERNAL_SERVER_ERROR") {
      ctx.log.error({ ...fields, err: result.error.cause ?? result.error }, `${type} failed`);
    } else if (result.error.code === "SERVICE_UNAVAILABLE") {
      ctx.log.warn({ ...fields, err: result.error.cause ?? result.error }, `${type} could not be answered`);
    } else {
      ctx.log.info({ ...fields, ...refusalFields(result.error.code, ctx.ip) }, `${type} refused`);
    }
    return result;
  })
  .use(async ({ ctx, type, path, next, getRawInput }) => {
    requireRunning(internalsOf(ctx).app.registry, path);
    measureInput(await getRawInput());
    if (internalsOf(ctx).check && type !== "mutation") {
      throw new TRPCError({ code: "BAD_REQUEST", message: "Only what changes something can be checked." });
    }
    const result = await next();
    if (!result.ok) throw asFault(result.error);
    return result;
  });

/** Whether a call can write nothing: a query, or a mutation that is only checked. */
const isReadOnly = (request: RequestContext, type: string): boolean =>
  type === "query" || internalsOf(request).check !== null;

/** What a middleware is given of the call that it stands before. */
interface Call {
  ctx: RequestContext;
  path: string;
  getRawInput(): Promise<unknown>;
}

/**
 * Goes on with a call inside its unit of work. Where the request is a check, the input is read and there it ends: what
 * the procedure does is never run, and the snapshot that the rules were asked in cannot be written to.
 */
async function runOrCheck<Result>({ ctx, path, getRawInput }: Call, run: () => Promise<Result>): Promise<Result> {
  const { check } = internalsOf(ctx);
  if (!check) return run();
  try {
    await check(path, await getRawInput());
  } catch (cause) {
    throw cause instanceof z.core.$ZodError ? new TRPCError({ code: "BAD_REQUEST", cause }) : cause;
  }
  // What a procedure without an answer gives; its type names the procedure's own, which nobody reads here.
  return { ok: true, data: null } as Result;
}

/**
 * One unit of work around a procedure: a mutation's transaction, or a query's snapshot. What the procedure throws
 * rolls it back.
 */
async function inUnitOfWork<Result extends { ok: true } | { ok: false; error: TRPCError }>(
  request: RequestContext,
  type: "query" | "mutation" | "subscription",
  user: User | null,
  body: (work: OpenWork) => Promise<Result>,
): Promise<Result> {
  try {
    const scope = { readOnly: isReadOnly(request, type) };
    return await unitOfWork(internalsOf(request).app, callerOf(request, user), scope, async (work) => {
      const result = await body(work);
      if (!result.ok) throw result.error;
      return result;
    });
  } catch (error) {
    throw asTrpcError(error);
  }
}

/** The caller of a request's units of work. */
export function callerOf(request: RequestContext, user: User | null = null): Caller {
  const { requestId, log, ip } = request;
  return { requestId, log, user, actor: { kind: user ? kindOf(request) : "system", id: null, ip } };
}

/** What a person acts by who is in no tenant. */
const kindOf = (request: RequestContext) => (internalsOf(request).commandUser ? "command" : "user");

async function signedIn(request: RequestContext): Promise<Session> {
  const session = await sessionOf(request);
  if (!session) throw new TRPCError({ code: "UNAUTHORIZED", message: "Sign in first." });
  internalsOf(request).identify({ userId: session.user.id, actor: kindOf(request) });
  return session;
}

/**
 * What is done before a call's transaction is open, where it asks another system: nobody waits for that with a connection
 * in hand. It is given the input as it came, before any schema has read it. Not done where the request is a check.
 *
 * @throws what refuses the call
 */
export type Before = (call: { app: App; log: Logger; input: unknown }) => Promise<void>;

async function runBefore({ ctx, getRawInput }: Call, before: Before | undefined): Promise<void> {
  const { app, check } = internalsOf(ctx);
  if (!before || check) return;
  try {
    await before({ app, log: ctx.log, input: await getRawInput() });
  } catch (error) {
    throw asTrpcError(error);
  }
}

const ofAnybody = (before?: Before) =>
  logged.meta({ access: { kind: "public" } }).use(async (call) => {
    await runBefore(call, before);
    return inUnitOfWork(call.ctx, call.type, null, ({ context }) =>
      runOrCheck(call, () => call.next({ ctx: context satisfies WorkContext })),
    );
  });

/** Anybody may call it. It has no unit of work: the process answers, while its database is away too. */
export const processProcedure = undeclared(logged.meta({ access: { kind: "public" }, process: true }));

/** Anybody may call it. */
export const publicProcedure = undeclared(ofAnybody());

/** The same, where another system is asked first. */
export const publicProcedureAfter = (before: Before) => undeclared(ofAnybody(before));

/** A unit of work for who is signed in, who may step from it into a tenant. */
function userContextOf(request: RequestContext, session: { id: string; user: User }, work: OpenWork): UserContext {
  const { app } = internalsOf(request);
  return {
    ...work.context,
    user: session.user,
    sessionId: session.id,
    enterTenant(tenant) {
      work.transaction.enterTenant(tenant.id);
      return inTenant(app, work, tenant, accessOf([], new Set(), session.user.id));
    },
  };
}

const ofUsers = (fresh: boolean, before?: Before) =>
  logged.meta({ access: { kind: "user" }, fresh }).use(async (call) => {
    const { ctx, type, next } = call;
    const session = await signedIn(ctx);
    if (fresh) requireFresh(session.age, internalsOf(ctx).app.settings);
    await runBefore(call, before);
    return inUnitOfWork(ctx, type, session.user, (work) =>
      runOrCheck(call, () => next({ ctx: userContextOf(ctx, session, work) })),
    );
  });

/** Who is signed in may call it. */
export const userProcedure = undeclared(ofUsers(false));

/** Who has proved lately who they are may call it: for what gives lasting power over the account. */
export const freshUserProcedure = undeclared(ofUsers(true));

/** The same, where another system is asked first. */
export const freshUserProcedureAfter = (before: Before) => undeclared(ofUsers(true, before));

/** @param reveals for a query that tells much of many: what it reads, as a sentence without its subject. */
const forOperators = (reveals?: string) =>
  logged.meta({ access: { kind: "superuser" } }).use(async (call) => {
    const { ctx, type, path, next } = call;
    const session = await signedIn(ctx);
    if (!session.user.superuser) throw new TRPCError({ code: "FORBIDDEN", message: "Only operators may do this." });
    requireEverywhere(internalsOf(ctx).app.settings, session.secondFactor);
    if (type === "mutation") requireFresh(session.age, internalsOf(ctx).app.settings);
    // A query that leaves an entry writes.
    return inUnitOfWork(ctx, reveals ? "mutation" : type, session.user, async (work) => {
      const context: OperatorContext = { ...userContextOf(ctx, session, work), queues: queueAdminOf(work.context) };
      const result = await runOrCheck(call, () => next({ ctx: context }));
      if (!result.ok || internalsOf(ctx).check) return result;
      if (reveals) await noteRead(context, { action: path, summary: reveals });
      else if (type === "mutation" && installationEntries(context) === 0) {
        await recordForInstallation(context, { action: path, summary: `called ${path}` });
      }
      return result;
    });
  });

/**
 * The operators of the installation may call it. Where it changes something, they have to have proved lately who they
 * are; a mutation that left no entry in the installation's activity leaves a plain one.
 */
export const superuserProcedure = undeclared(forOperators());

/**
 * A query of operators that tells much of many tenants: it leaves an entry too, one an hour and person.
 *
 * @param reveals what it reads, as a sentence without its subject.
 */
export const superuserDisclosure = (reveals: string) => undeclared(forOperators(reveals));

function requirePermission({ tenant, why }: Membership, permission: Permission, registry: Registry, path?: string) {
  requireOn(registry, tenant, { permission, path });
  const reason = why(permission);
  if (reason) throw new TRPCError({ code: "FORBIDDEN", message: reason });
}

/** Requires a person (no API key) who has signed in recently. @throws FORBIDDEN */
function requireRecentSignIn({ actor }: Membership, age: number, settings: Settings) {
  if (actor.kind === "apiKey") {
    throw new TRPCError({ code: "FORBIDDEN", message: "A person has to do this: an API key may not." });
  }
  requireFresh(age, settings);
}

/**
 * Finds who may act in the tenant that the request names, and enters it: a person with a session, or a key in a
 * person's name.
 */
async function callerInTenant(request: RequestContext, work: OpenWork): Promise<CallerInTenant> {
  const { tenantRef, vouch } = internalsOf(request);
  const place = await lookUpCaller(work, internalsOf(request)).catch((error) => {
    if (tenantRef) vouch.refused(tenantRef);
    throw error;
  });
  if (place) {
    vouch.good(place.membership.tenant);
    return place;
  }
  vouch.refused();
  throw new TRPCError({ code: "UNAUTHORIZED", message: "Sign in first, or send a key that is alive." });
}

async function lookUpCaller(
  work: OpenWork,
  { app, apiKey, commandUser, sessionId, tenantRef }: RequestInternals,
): Promise<CallerInTenant | null> {
  if (commandUser) {
    // Whoever gives the command has the machine.
    const membership = await app.identity.commandMembership(work, commandUser, tenantRef);
    return { user: commandUser.user, membership, stale: false, age: 0 };
  }
  if (!apiKey) return sessionId ? app.identity.callerInTenant(work, sessionId, tenantRef) : null;
  const membership = await app.identity.keyMembership(work.context, apiKey, tenantRef);
  return { user: apiKey.user, membership, stale: false, age: Number.POSITIVE_INFINITY };
}

/**
 * Runs `body` in one unit of work inside the tenant that the request names, as somebody with the permission. Everything
 * that reaches into a tenant goes through here.
 *
 * @param scope.fresh whether the person has to have proved lately who they are; a key never has.
 * @param scope.path the procedure, where it is one: its module has to be switched on.
 * @throws UNAUTHORIZED, NOT_FOUND, FORBIDDEN
 */
export async function asMember<T>(
  request: RequestContext,
  permission: Permission,
  { fresh, path, ...scope }: { readOnly: boolean; fresh?: boolean | undefined; path?: string },
  body: (ctx: MemberContext) => Promise<T>,
): Promise<T> {
  const { app, apiKey, commandUser, keyWaitSeconds, sessionId, identify } = internalsOf(request);
  if (keyWaitSeconds > 0) refuseForNow(keyWaitSeconds, "Too many keys were sent that do not exist.");
  if (!apiKey && !commandUser && !sessionId) {
    throw new TRPCError({ code: "UNAUTHORIZED", message: "Sign in first, or send a key that is alive." });
  }
  // A key names its tenant; a session's person and tenant are found by the first query.
  const acting = apiKey
    ? { userId: apiKey.user.id, tenantId: apiKey.tenantId }
    : commandUser
      ? { userId: commandUser.user.id }
      : {};
  let stale = false;
  const result = await unitOfWork(app, callerOf(request), { ...scope, ...acting }, async (work) => {
    const { user, membership, ...authentication } = await callerInTenant(request, work);
    stale = authentication.stale;
    identify({ userId: user.id, tenant: membership.tenant.slug, actor: membership.actor.kind });
    requirePermission(membership, permission, app.registry, path);
    if (fresh) requireRecentSignIn(membership, authentication.age, app.settings);
    const actor: Actor = { ...membership.actor, ip: request.ip };
    const own = { ...work, context: { ...work.context, user, actor, log: request.log } };
    const context: MemberContext = {
      ...inTenant(app, own, membership.tenant, membership),
      user,
      roleName: membership.roleName,
      roleId: membership.roleId,
      secondFactor: membership.secondFactor,
    };
    return withWork(context, () => body(context));
  });
  if (stale && sessionId) await touchSession(request, sessionId);
  return result;
}

const thing = z.object({ id });
const idOf = (value: unknown): string | null => thing.safeParse(value).data?.id ?? null;

const byPlural = new Map([...entityDeclarations].map(([name, { plural }]) => [plural, name]));

/** What a procedure's router is about, for the activity: `tags.create` is about a tag. */
const entityOf = (path: string): EntityName => byPlural.get(path.slice(0, path.indexOf("."))) ?? "tenant";

/** Records a plain activity entry for a mutation that recorded none itself. */
async function recordUnlogged(
  { activity }: MemberContext,
  path: string,
  input: unknown,
  answer: unknown,
): Promise<void> {
  if (activity.count > 0) return;
  const entityId = idOf(answer) ?? idOf(input);
  await activity.record({ action: path, entity: entityOf(path), entityId, summary: `called ${path}` });
}

/** @throws FORBIDDEN for who is not there in person */
function assertInPerson({ actor }: MemberContext, support: boolean): void {
  if (actor.kind === "user" || actor.kind === "command" || (support && actor.kind === "support")) return;
  const who = actor.kind === "support" ? "An operator who looks in" : "An API key";
  throw new TRPCError({ code: "FORBIDDEN", message: `${who} cannot do this: a member has to, signed in.` });
}

interface TenantOptions {
  /** Whether the person has to have proved lately who they are: for what gives lasting power. Keys are refused. */
  fresh?: boolean;
  /** For a mutation that changes nothing worth an entry in the activity, like saying that one is there. */
  silent?: boolean;
}

/** A procedure inside the tenant that the request names. */
const procedureOf = (access: TenantAccess, { silent = false, fresh = false }: TenantOptions) =>
  logged.meta({ access, fresh }).use(async (call) => {
    const { ctx, type, path, next, getRawInput } = call;
    const readOnly = isReadOnly(ctx, type);
    try {
      return await asMember(ctx, access.permission, { readOnly, fresh, path }, async (context) => {
        if (access.kind === "person") assertInPerson(context, access.support);
        const result = await runOrCheck(call, () => next({ ctx: context }));
        if (!result.ok) throw result.error;
        if (!readOnly && !silent) await recordUnlogged(context, path, await getRawInput(), result.data);
        return result;
      });
    } catch (error) {
      throw asTrpcError(error);
    }
  });

/** Somebody in the tenant with the permission may call it: a member, a member's key, an operator who looks in. */
export const tenantProcedure = (permission: Permission, options: TenantOptions = {}) =>
  undeclared(procedureOf({ kind: "tenant", permission }, options));

/**
 * A member with the permission may call it, in person: for what is about people (membership, roles, invitations, keys).
 * A key does what its scope says, and none says that.
 *
 * @param options.support whether an operator who looks in counts as a person here.
 */
export const personProcedure = (permission: Permission, options: TenantOptions & { support?: boolean } = {}) =>
  undeclared(procedureOf({ kind: "person", permission, support: options.support ?? false }, options));

/**
 * A subscription for members of the tenant with the permission. It has no unit of work, which would last as long as
 * the page is open; it opens short ones where it reads. `ctx.access` is who reads it and what they may read, and
 * `ctx.checkAccess` finds that out again, from the request's session or key on.
 */
export const tenantSubscription = (permission: Permission) => {
  const access: TenantAccess = { kind: "tenant", permission };
  const procedure = logged.meta({ access }).use(async ({ ctx, next }) => {
    const find = (request: RequestContext) =>
      asMember(request, access.permission, { readOnly: true }, (own) => streamAccess(internalsOf(request), own));
    const checkAccess = async () => {
      try {
        return await find(await internalsOf(ctx).renew());
      } catch (error) {
        throw asTrpcError(error);
      }
    };
    return next({ ctx: { access: await find(ctx), checkAccess } });
  });
  return undeclaredStream(procedure);
};
