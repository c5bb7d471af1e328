import { TRPCError } from "@trpc/server";
import type { Settings } from "@waybill/config";
import { requireFreshSignIn } from "../access/fresh-sign-in.ts";
import type { CallerInTenant, Membership } from "../access/identity.ts";
import { refuseForNow } from "../access/rate-limit.ts";
import { requireModuleOn } from "../access/switches.ts";
import type { Actor, App, MemberContext } from "../context.ts";
import type { Permission } from "../permissions.ts";
import { tenantContextOf } from "../work/tenant-context.ts";
import { type OpenWork, unitOfWork, withWork } from "../work/unit-of-work.ts";
import { callerOf, internalsOf, type RequestContext, type RequestInternals, recordSessionUse } from "./request.ts";

/**
 * Runs `body` in one unit of work inside the tenant that the request names, for a caller with the permission. Requests enter
 * a tenant only through it.
 *
 * @param scope.fresh whether a fresh sign-in is required; API keys are refused.
 * @param scope.path the procedure, if it is one: its module has to be switched on.
 * @throws UNAUTHORIZED, NOT_FOUND, FORBIDDEN, TOO_MANY_REQUESTS
 */
export async function runInTenant<T>(
  request: RequestContext,
  permission: Permission,
  { fresh, path, ...scope }: { readOnly: boolean; fresh?: boolean | undefined; path?: string },
  body: (ctx: MemberContext) => Promise<T>,
): Promise<T> {
  const internals = internalsOf(request);
  const { app, sessionId, identify } = internals;
  requireCredential(internals);
  let useIsDue = false;
  const result = await unitOfWork(app, callerOf(request), { ...scope, ...knownIdentity(internals) }, async (work) => {
    const caller = await findCaller(work, internals);
    const { user, membership, age } = caller;
    useIsDue = caller.useIsDue;
    identify({ userId: user.id, tenant: membership.tenant.slug, actor: membership.actor.kind });
    requirePermission(app, membership, permission, path);
    if (fresh) requireFreshMember(membership, age, app.settings);
    const context = memberContextOf(request, work, caller);
    return withWork(context, () => body(context));
  });
  if (useIsDue && sessionId) await recordSessionUse(request, sessionId);
  return result;
}

const unauthorized = () => new TRPCError({ code: "UNAUTHORIZED", message: "Sign in first, or send a valid API key." });

/** @throws UNAUTHORIZED for a request without a credential, TOO_MANY_REQUESTS after too many unknown API keys */
function requireCredential({ apiKey, commandUser, apiKeyWaitSeconds, sessionId }: RequestInternals): void {
  if (apiKeyWaitSeconds > 0) refuseForNow(apiKeyWaitSeconds, "Too many unknown API keys were sent.");
  if (!apiKey && !commandUser && !sessionId) throw unauthorized();
}

/** The tenant and user that are known before the first query. Those of a session are found by it. */
function knownIdentity({ apiKey, commandUser }: RequestInternals): { userId?: string; tenantId?: string } {
  if (apiKey) return { userId: apiKey.user.id, tenantId: apiKey.tenantId };
  return commandUser ? { userId: commandUser.user.id } : {};
}

/** Looks up the caller, and enters the tenant for row-level security. @throws UNAUTHORIZED, NOT_FOUND, FORBIDDEN */
async function findCaller(work: OpenWork, internals: RequestInternals): Promise<CallerInTenant> {
  const { app, apiKey, commandUser, sessionId, tenantRef, reportCredential } = internals;
  const { identity } = app;
  let caller: CallerInTenant | null = null;
  try {
    if (commandUser) {
      // A command proves access to the machine: its sign-in is always fresh.
      const membership = await identity.commandMembership(work, commandUser, tenantRef);
      caller = { user: commandUser.user, membership, useIsDue: false, age: 0 };
    } else if (apiKey) {
      const membership = await identity.apiKeyMembership(work.context, apiKey, tenantRef);
      caller = { user: apiKey.user, membership, useIsDue: false, age: Number.POSITIVE_INFINITY };
    } else if (sessionId) {
      caller = await identity.callerInTenant(work, sessionId, tenantRef);
    }
  } catch (error) {
    if (tenantRef) reportCredential.rejected(tenantRef);
    throw error;
  }
  if (caller) {
    reportCredential.accepted(caller.membership.tenant);
    return caller;
  }
  reportCredential.rejected();
  throw unauthorized();
}

/** @throws FORBIDDEN without the permission, or where the module is switched off */
function requirePermission({ registry }: App, { tenant, why }: Membership, permission: Permission, path?: string) {
  requireModuleOn(registry, tenant, { permission, path });
  const reason = why(permission);
  if (reason) throw new TRPCError({ code: "FORBIDDEN", message: reason });
}

/** @throws FORBIDDEN for an API key, and for a user without a fresh sign-in */
function requireFreshMember({ actor }: Membership, age: number, settings: Settings) {
  if (actor.kind === "apiKey") {
    throw new TRPCError({ code: "FORBIDDEN", message: "An API key may not do this: sign in." });
  }
  requireFreshSignIn(age, settings);
}

/** The context that procedures and services get. */
function memberContextOf(request: RequestContext, work: OpenWork, { user, membership }: CallerInTenant): MemberContext {
  const { app } = internalsOf(request);
  const { tenant, roleName, roleId, secondFactorState } = membership;
  const actor: Actor = { ...membership.actor, ip: request.ip };
  const userWork = { ...work, context: { ...work.context, user, actor, log: request.log } };
  return { ...tenantContextOf(app, userWork, tenant, membership), user, roleName, roleId, secondFactorState };
}
