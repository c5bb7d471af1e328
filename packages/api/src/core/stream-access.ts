import type { MemberContext } from "./context.ts";
import type { RequestInternals } from "./request.ts";

/** Who reads a stream of a tenant, and what they may read: as it was when it was last looked at. */
export interface StreamAccess {
  tenantId: string;
  userId: string;
  /** The tenant's own role that the permissions come from; null for a built-in one. */
  roleId: string | null;
  permissions: ReadonlySet<string>;
  /** When the session, the key, the support access or the time without a second factor ends, in milliseconds from then. */
  endsInMs: number;
}

/** Finds what a stream has to know of who reads it. */
export async function streamAccess(
  { app, sessionId }: Pick<RequestInternals, "app" | "sessionId">,
  context: MemberContext,
): Promise<StreamAccess> {
  const { tenant, user, roleId, permissions } = context;
  const endsInMs = await app.identity.endsInMs(context, sessionId);
  return { tenantId: tenant.id, userId: user.id, roleId, permissions, endsInMs };
}
