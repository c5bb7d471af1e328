import { TRPCError } from "@trpc/server";
import { type EntityName, entityDeclarations, id } from "@waybill/validators";
import { z } from "zod";
import type { MemberContext } from "../context.ts";
import { asTrpcError } from "../errors.ts";
import { streamAccess } from "../live/stream-access.ts";
import type { Permission } from "../permissions.ts";
import { baseProcedure, isReadOnly, runOrCheck } from "./base-procedure.ts";
import { undeclared, undeclaredStream } from "./outputs.ts";
import { internalsOf, type RequestContext } from "./request.ts";
import { runInTenant } from "./run-in-tenant.ts";
import type { CallableBy } from "./trpc.ts";

type TenantAccess = Extract<CallableBy, { permission: Permission }>;

interface TenantOptions {
  /** Whether a fresh sign-in is required: for lasting changes to rights. API keys are refused. */
  fresh?: boolean;
  /** For a mutation without an activity entry, like presence. */
  silent?: boolean;
}

/** A procedure inside the tenant that the request names. */
const procedureOf = (access: TenantAccess, { silent = false, fresh = false }: TenantOptions) =>
  baseProcedure.meta({ access, fresh }).use(async (call) => {
    const { ctx, type, path, next, getRawInput } = call;
    const readOnly = isReadOnly(ctx, type);
    try {
      return await runInTenant(ctx, access.permission, { readOnly, fresh, path }, async (context) => {
        if (access.kind === "person") requireInPerson(context, access.support);
        const result = await runOrCheck(call, () => next({ ctx: context }));
        if (!result.ok) throw result.error;
        if (!readOnly && !silent) await recordUnlogged(context, path, await getRawInput(), result.data);
        return result;
      });
    } catch (error) {
      throw asTrpcError(error);
    }
  });

/** Callers in the tenant with the permission may call it: a member, a member's API key, an operator with support access. */
export const tenantProcedure = (permission: Permission, options: TenantOptions = {}) =>
  undeclared(procedureOf({ kind: "tenant", permission }, options));

/**
 * Members with the permission may call it, in person: for membership, roles, invitations and API keys. API keys are refused,
 * whatever their scope.
 *
 * @param options.support whether operators with support access may call it too.
 */
export const personProcedure = (permission: Permission, options: TenantOptions & { support?: boolean } = {}) =>
  undeclared(procedureOf({ kind: "person", permission, support: options.support ?? false }, options));

/**
 * A subscription for callers in the tenant with the permission. It has no unit of work, which would stay open as long as the
 * page; it opens short ones for its reads. `ctx.access` has the reader's identity and permissions; `ctx.checkAccess` looks them
 * up again, from the request's session or API key on.
 */
export const tenantSubscription = (permission: Permission) => {
  const access: TenantAccess = { kind: "tenant", permission };
  const procedure = baseProcedure.meta({ access }).use(async ({ ctx, next }) => {
    const find = (request: RequestContext) =>
      runInTenant(request, access.permission, { readOnly: true }, (own) => streamAccess(internalsOf(request), own));
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

/** @throws FORBIDDEN for an API key and, without `support`, for an operator with support access */
function requireInPerson({ actor }: MemberContext, support: boolean): void {
  if (actor.kind === "user" || actor.kind === "command" || (support && actor.kind === "support")) return;
  throw new TRPCError({ code: "FORBIDDEN", message: "Only a signed-in member may do this." });
}

const withId = z.object({ id });
const idOf = (value: unknown): string | null => withId.safeParse(value).data?.id ?? null;

const byPlural = new Map([...entityDeclarations].map(([name, { plural }]) => [plural, name]));

/** The entity of a procedure's router, for the activity: `tags.create` is about a tag. */
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
