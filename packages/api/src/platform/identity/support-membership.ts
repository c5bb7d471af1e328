import { supportAccess } from "@waybill/db/support";
import { tenants } from "@waybill/db/tenants";
import { and, eq, gt, isNull, sql } from "drizzle-orm";
import {
  accessOf,
  type Membership,
  notFound,
  permissionsOf,
  registryFor,
  requireSecondFactor,
  type User,
  type WorkContext,
} from "../../core/index.ts";
import { tenantColumns } from "../tenants/index.ts";
import { matchingTenants, requirementColumns } from "./tenant-reference.ts";

/**
 * The read-only membership of an operator with support access.
 *
 * @throws NOT_FOUND without support access, FORBIDDEN without a required second factor
 */
export async function findSupportMembership(
  context: WorkContext,
  { proved, ...user }: User & { proved: boolean },
  ref: string | null,
): Promise<Membership> {
  if (!user.operator) throw notFound("tenant");
  const { db } = context;
  const { where, order } = matchingTenants(ref);
  const [row] = await db
    .select({ ...tenantColumns, accessId: supportAccess.id, ...requirementColumns })
    .from(supportAccess)
    .innerJoin(tenants, eq(tenants.id, supportAccess.tenantId))
    .where(
      and(
        eq(supportAccess.userId, user.id),
        gt(supportAccess.expiresAt, sql`now()`),
        isNull(supportAccess.endedAt),
        where,
      ),
    )
    .orderBy(order)
    .limit(1);
  if (!row) throw notFound("tenant");
  const { accessId, required, requiredFrom, ...tenant } = row;
  const registry = registryFor(context.registry, tenant);
  const secondFactorState = requireSecondFactor(context, tenant.name, { requiredFrom, required, proved });
  return {
    ...accessOf(registry.resources, permissionsOf("viewer", registry.resources), user.id),
    tenant,
    roleName: "support",
    roleId: null,
    secondFactorState,
    actor: { kind: "support", id: accessId },
  };
}
