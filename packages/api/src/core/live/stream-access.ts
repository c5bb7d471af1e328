import type { MemberContext } from "../context.ts";
import type { RequestInternals } from "../procedures/request.ts";

/** A stream reader's access, as of the last check. */
export interface StreamAccess {
  tenantId: string;
  userId: string;
  /** The id of the tenant's own role; null for a built-in role. */
  roleId: string | null;
  permissions: ReadonlySet<string>;
  /** Milliseconds until the session, the API key, the support access or the grace period for a second factor ends. */
  endsInMs: number;
}

/** The access of a stream's reader. */
export async function streamAccess(
  { app, sessionId }: Pick<RequestInternals, "app" | "sessionId">,
  context: MemberContext,
): Promise<StreamAccess> {
  const { tenant, user, roleId, permissions } = context;
  const endsInMs = await app.identity.endsInMs(context, sessionId);
  return { tenantId: tenant.id, userId: user.id, roleId, permissions, endsInMs };
}
