import { initTRPC, TRPCError } from "@trpc/server";
import { DatabaseBusyError, memberships, tenants } from "@waybill/db";
import { type FieldIssue, type Role, zodIssues } from "@waybill/validators";
import { eq, or, sql } from "drizzle-orm";
import { z } from "zod";
import type { MemberContext, Tenant, User, UserContext, WorkContext } from "./context.ts";
import { InputRefused, notFound } from "./errors.ts";
import { type Permission, permissionsOf } from "./permissions.ts";
import type { RequestContext } from "./request.ts";
import { inTenant, type OpenWork, type Origin, unitOfWork, withWork } from "./unit-of-work.ts";

/** Who may call a procedure. */
export type Access =
  | { kind: "public" }
  | { kind: "user" }
  | { kind: "tenant"; permission: Permission }
  | { kind: "superuser" };

interface Meta {
  access: Access;
}

/** How long a live connection stays before the client is told to come back: its rights are checked anew then. */
const liveConnectionMs = 5 * 60_000;

const t = initTRPC
  .context<RequestContext>()
  .meta<Meta>()
  .create({
    errorFormatter({ shape, error, ctx }) {
      const requestId = ctx?.requestId ?? null;
      const internal = error.code === "INTERNAL_SERVER_ERROR";
      return {
        ...shape,
        message: internal ? `Something went wrong. Request ${requestId}.` : plainMessage(error, shape.message),
        data: { code: shape.data.code, httpStatus: shape.data.httpStatus, requestId, issues: issuesOf(error) },
      };
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

/** The issues that an error carries for the form. */
export function issuesOf(error: unknown): FieldIssue[] {
  if (error instanceof InputRefused) return error.issues;
  return error instanceof Error && error.cause ? issuesOf(error.cause) : [];
}

function plainMessage(error: TRPCError, message: string): string {
  return issuesOf(error).length > 0 ? "Some entries need another look." : message;
}

/** What a procedure threw, as the error that the client sees. tRPC has wrapped it, where it is none of its own. */
function asTrpcError(error: unknown): TRPCError {
  const cause = error instanceof TRPCError && error.code === "INTERNAL_SERVER_ERROR" ? error.cause : error;
  if (cause instanceof InputRefused) return new TRPCError({ code: "BAD_REQUEST", cause });
  if (cause instanceof DatabaseBusyError) {
    return new TRPCError({ code: "SERVICE_UNAVAILABLE", message: "The server is busy. Try again in a moment.", cause });
  }
  return error instanceof TRPCError ? error : new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause });
}

/** Says of a malformed input what is wrong with it, in the words of forms. */
const worded = t.procedure.use(async ({ next, getRawInput }) => {
  const result = await next();
  if (!result.ok && result.error.cause instanceof z.core.$ZodError) {
    const issues = zodIssues(result.error.cause, await getRawInput());
    throw new TRPCError({ code: "BAD_REQUEST", cause: new InputRefused(issues) });
  }
  return result;
});

/** Logs each call with its outcome and time. */
const logged = worded.use(async ({ ctx, path, type, next }) => {
  const started = performance.now();
  const result = await next();
  const fields = { procedure: path, ms: Math.round(performance.now() - started) };
  if (result.ok) {
    ctx.log.info(fields, type);
  } else if (result.error.code === "INTERNAL_SERVER_ERROR") {
    ctx.log.error({ ...fields, err: result.error.cause ?? result.error }, `${type} failed`);
  } else {
    ctx.log.info({ ...fields, code: result.error.code }, `${type} refused`);
  }
  return result;
});

/**
 * One unit of work around a procedure: a mutation's transaction, or a query's snapshot. What the procedure throws
 * rolls it back.
 */
async function around<Result extends { ok: true } | { ok: false; error: TRPCError }>(
  request: RequestContext,
  type: "query" | "mutation" | "subscription",
  body: (work: OpenWork) => Promise<Result>,
): Promise<Result> {
  try {
    return await unitOfWork(request.app, originOf(request), { readOnly: type === "query" }, async (work) => {
      const result = await body(work);
      if (!result.ok) throw result.error;
      return result;
    });
  } catch (error) {
    throw asTrpcError(error);
  }
}

/** The origin of everything that a request does. */
export function originOf({ requestId, log, session }: RequestContext): Origin {
  return { requestId, log, user: session?.user ?? null };
}

function signedIn({ session }: RequestContext): NonNullable<RequestContext["session"]> {
  if (!session) throw new TRPCError({ code: "UNAUTHORIZED", message: "Sign in first." });
  return session;
}

/** Anybody may call it. */
export const publicProcedure = logged
  .meta({ access: { kind: "public" } })
  .use(({ ctx, type, next }) => around(ctx, type, ({ context }) => next({ ctx: context satisfies WorkContext })));

/** A unit of work for who is signed in, who may step from it into a tenant. */
function userContextOf({ app }: RequestContext, session: { id: string; user: User }, work: OpenWork): UserContext {
  return {
    ...work.context,
    user: session.user,
    sessionId: session.id,
    enterTenant(tenant) {
      work.transaction.enterTenant(tenant.id);
      return inTenant(app, work, { tenant, role: null, can: () => false });
    },
  };
}

/** Who is signed in may call it. */
export const userProcedure = logged.meta({ access: { kind: "user" } }).use(({ ctx, type, next }) => {
  const session = signedIn(ctx);
  return around(ctx, type, (work) => next({ ctx: userContextOf(ctx, session, work) }));
});

/** The operators of the installation may call it. */
export const superuserProcedure = logged.meta({ access: { kind: "superuser" } }).use(({ ctx, type, next }) => {
  const session = signedIn(ctx);
  if (!session.user.superuser) throw new TRPCError({ code: "FORBIDDEN", message: "Only operators may do this." });
  return around(ctx, type, (work) => next({ ctx: userContextOf(ctx, session, work) }));
});

/** What a member may do in the tenant that the request names. */
export interface Membership {
  tenant: Tenant;
  role: Role;
  permissions: ReadonlySet<string>;
  can(permission: Permission): boolean;
}

/**
 * Finds the tenant that a request names, if the user belongs to it.
 *
 * @throws NOT_FOUND where the tenant does not exist or is not the user's: one answer for both.
 */
export async function findMembership(
  { db, registry }: WorkContext,
  userId: string,
  ref: string | null,
): Promise<Membership> {
  const [row] = await db
    .select({ id: tenants.id, name: tenants.name, slug: tenants.slug, role: memberships.role })
    .from(memberships)
    .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
    .where(
      sql`${eq(memberships.userId, userId)} and ${or(eq(tenants.slug, ref ?? ""), sql`${tenants.id}::text = ${ref}`)}`,
    );
  if (!row) throw notFound("tenant");
  const { role, ...tenant } = row;
  const permissions = permissionsOf(role, registry.resources);
  return { tenant, role, permissions, can: (permission) => permissions.has(permission) };
}

function allowed({ can }: Membership, permission: Permission) {
  if (!can(permission)) {
    throw new TRPCError({ code: "FORBIDDEN", message: `You need the permission ${permission} for this.` });
  }
}

/** Members of the tenant with the permission may call it. */
export const tenantProcedure = (permission: Permission) =>
  logged.meta({ access: { kind: "tenant", permission } }).use(({ ctx, type, next }) => {
    const { user } = signedIn(ctx);
    return around(ctx, type, async (work) => {
      const membership = await findMembership(work.context, user.id, ctx.tenantRef);
      allowed(membership, permission);
      work.transaction.enterTenant(membership.tenant.id);
      const context: MemberContext = { ...inTenant(ctx.app, work, membership), user, role: membership.role };
      return withWork(context, () => next({ ctx: context }));
    });
  });

/**
 * A subscription for members of the tenant with the permission. It has no unit of work, which would last as long as
 * the page is open; it opens short ones where it reads.
 */
export const tenantSubscription = (permission: Permission) =>
  logged.meta({ access: { kind: "tenant", permission } }).use(async ({ ctx, next }) => {
    const { user } = signedIn(ctx);
    const membership = await unitOfWork(ctx.app, originOf(ctx), { readOnly: true }, async ({ context }) => {
      const member = await findMembership(context, user.id, ctx.tenantRef);
      allowed(member, permission);
      return member;
    });
    return next({ ctx: { membership } });
  });
