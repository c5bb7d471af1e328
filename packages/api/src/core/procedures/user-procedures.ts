import { TRPCError } from "@trpc/server";
import { requireFreshSignIn } from "../access/fresh-sign-in.ts";
import type { Session } from "../access/identity.ts";
import type { App, User, UserContext, WorkContext } from "../context.ts";
import { asTrpcError } from "../errors.ts";
import type { Logger } from "../monitoring/logger.ts";
import { accessOf } from "../permissions.ts";
import { tenantContextOf } from "../work/tenant-context.ts";
import { type OpenWork, unitOfWork } from "../work/unit-of-work.ts";
import { baseProcedure, type Call, isReadOnly, runOrCheck } from "./base-procedure.ts";
import { undeclared } from "./outputs.ts";
import { callerOf, internalsOf, type RequestContext, sessionOf } from "./request.ts";

/**
 * Runs the rest of a call in one unit of work: a mutation's transaction, or a query's snapshot. An error rolls it back.
 *
 * @throws {TRPCError}
 */
export async function inUnitOfWork<Result extends { ok: true } | { ok: false; error: TRPCError }>(
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

/** The session of a request. @throws UNAUTHORIZED without a valid one */
export async function requireSession(request: RequestContext): Promise<Session> {
  const session = await sessionOf(request);
  if (!session) throw new TRPCError({ code: "UNAUTHORIZED", message: "Sign in first." });
  const { identify, commandUser } = internalsOf(request);
  identify({ userId: session.user.id, actor: commandUser ? "command" : "user" });
  return session;
}

/**
 * A step before a call's transaction that calls another system, so that no connection is held meanwhile. It gets the raw
 * input, and does not run where the request is a check.
 *
 * @throws an error that refuses the call
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

const forAnyone = (before?: Before) =>
  baseProcedure.meta({ access: { kind: "public" } }).use(async (call) => {
    await runBefore(call, before);
    return inUnitOfWork(call.ctx, call.type, null, ({ context }) =>
      runOrCheck(call, () => call.next({ ctx: context satisfies WorkContext })),
    );
  });

/** Callable by everyone. It has no unit of work, so it answers without the database. */
export const processProcedure = undeclared(baseProcedure.meta({ access: { kind: "public" }, process: true }));

/** Callable by everyone. */
export const publicProcedure = undeclared(forAnyone());

/** A {@link publicProcedure} that calls another system first. */
export const publicProcedureAfter = (before: Before) => undeclared(forAnyone(before));

/** The context of a signed-in user, who may enter a tenant in the same unit of work. */
export function userContextOf(
  request: RequestContext,
  session: { id: string; user: User },
  work: OpenWork,
): UserContext {
  const { app } = internalsOf(request);
  return {
    ...work.context,
    user: session.user,
    sessionId: session.id,
    enterTenant(tenant) {
      work.transaction.enterTenant(tenant.id);
      return tenantContextOf(app, work, tenant, accessOf([], new Set(), session.user.id));
    },
  };
}

const forUsers = (fresh: boolean, before?: Before) =>
  baseProcedure.meta({ access: { kind: "user" }, fresh }).use(async (call) => {
    const { ctx, type, next } = call;
    const session = await requireSession(ctx);
    if (fresh) requireFreshSignIn(session.age, internalsOf(ctx).app.settings);
    await runBefore(call, before);
    return inUnitOfWork(ctx, type, session.user, (work) =>
      runOrCheck(call, () => next({ ctx: userContextOf(ctx, session, work) })),
    );
  });

/** Signed-in users may call it. */
export const userProcedure = undeclared(forUsers(false));

/** Users with a fresh sign-in may call it: for lasting changes to their own account. */
export const freshUserProcedure = undeclared(forUsers(true));

/** A {@link freshUserProcedure} that calls another system first. */
export const freshUserProcedureAfter = (before: Before) => undeclared(forUsers(true, before));
