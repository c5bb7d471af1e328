import { preparedQuery } from "@waybill/db";
import { apiKeys } from "@waybill/db/api-keys";
import { roles } from "@waybill/db/roles";
import { memberships, tenants } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import { and, eq, gt, isNull, sql } from "drizzle-orm";
import {
  accessOf,
  asUser,
  type JobCaller,
  type JobCallerIds,
  ofTenant,
  registryFor,
  type WorkContext,
  wholeAccess,
} from "../../core/index.ts";
import { ownRole, permissionsOfRow, roleColumns } from "../roles/index.ts";
import { tenantColumns } from "../tenants/index.ts";
import { userColumns } from "../users/index.ts";

const tenantById = preparedQuery((db) =>
  db
    .select(tenantColumns)
    .from(tenants)
    .where(eq(tenants.id, sql.placeholder("tenantId"))),
);

/** See {@link Identity.jobCaller}. */
export async function findJobCaller(
  { db, run, registry: whole }: WorkContext,
  tenantId: string | null,
  { userId, apiKeyId }: JobCallerIds,
): Promise<JobCaller> {
  const [tenantRows, userRows, keyRows] = await Promise.all([
    tenantId ? run(tenantById, { tenantId }) : [],
    userId
      ? db
          .select({ ...userColumns, ...roleColumns, member: sql<boolean>`${memberships.userId} is not null` })
          .from(users)
          .leftJoin(memberships, and(eq(memberships.userId, users.id), sql`${memberships.tenantId} = ${tenantId}`))
          .leftJoin(roles, ownRole)
          .where(eq(users.id, userId))
      : [],
    tenantId && apiKeyId
      ? db
          .select({ permissions: apiKeys.permissions })
          .from(apiKeys)
          .where(
            ofTenant(
              tenantId,
              apiKeys,
              eq(apiKeys.id, apiKeyId),
              gt(apiKeys.expiresAt, sql`now()`),
              isNull(apiKeys.revokedAt),
            ),
          )
      : [],
  ]);
  const [tenant] = tenantRows;
  if (tenantId && !tenant) throw new Error("The job's tenant is gone.");
  const own = tenant ?? null;
  const registry = own ? registryFor(whole, own) : whole;
  const [key] = keyRows;
  const apiKeyEnded = apiKeyId !== null && !key;
  if (!userId) return { user: null, tenant: own, access: wholeAccess(registry.resources), apiKeyEnded };
  const [row] = userRows;
  if (!row) return { user: null, tenant: own, access: accessOf(registry.resources, new Set(), userId), apiKeyEnded };
  const { role, roleId, roleName, granted, member, ...user } = row;
  // A former member has no permissions, in jobs neither.
  const personal = member ? permissionsOfRow({ role, roleId, roleName, granted }, registry) : new Set<string>();
  const scope = new Set(key?.permissions);
  const permissions = apiKeyId ? new Set([...personal].filter((permission) => scope.has(permission))) : personal;
  return { user: asUser(user), tenant: own, access: accessOf(registry.resources, permissions, user.id), apiKeyEnded };
}
