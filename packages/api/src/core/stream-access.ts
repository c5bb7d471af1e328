import { apiKeys } from "@waybill/db/apiKeys";
import { sessions } from "@waybill/db/sessions";
import { supportAccess } from "@waybill/db/support";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { MemberContext } from "./context.ts";

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

const rows = z.tuple([z.object({ ms: z.coerce.number() })]);

/**
 * Finds what a stream has to know of who reads it.
 *
 * @param sessionId the session that the request came with; null where it came with a key.
 */
export async function streamAccess(
  { db, tenant, user, roleId, permissions, actor, secondFactor }: MemberContext,
  sessionId: string | null,
): Promise<StreamAccess> {
  const ofTenant = (table: typeof apiKeys | typeof supportAccess) => sql`(
    select ${table.expiresAt} from ${table} where ${table.tenantId} = ${tenant.id} and ${table.id} = ${actor.id})`;
  // Who has not proved a second factor is in until the tenant requires one.
  const required = secondFactor.proved ? null : (secondFactor.requiredFrom?.toISOString() ?? null);
  // `least` passes over those that there are not.
  const [{ ms }] = rows.parse(
    await db.execute(sql`
      select extract(epoch from least(
        (select ${sessions.expiresAt} from ${sessions} where ${sessions.id} = ${sessionId}),
        ${ofTenant(apiKeys)}, ${ofTenant(supportAccess)}, ${required}::timestamptz) - now()) * 1000 as ms`),
  );
  return { tenantId: tenant.id, userId: user.id, roleId, permissions, endsInMs: ms };
}
