import { roles } from "@waybill/db/roles";
import { memberships, tenants } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import { eq } from "drizzle-orm";
import {
  type ApiKeyCaller,
  accessOf,
  type CommandUser,
  type Membership,
  notFound,
  type OpenWork,
  ofTenant,
  registryFor,
  requireRow,
  requireSecondFactor,
  type WorkContext,
} from "../../core/index.ts";
import { hasSecondFactor } from "../factors/index.ts";
import { ownRole, permissionsOfRow, roleColumns } from "../roles/index.ts";
import { tenantColumns } from "../tenants/index.ts";
import { matchingTenants, requirementColumns } from "./tenant-reference.ts";

// The memberships of API keys and of a command's user. Those of sessions are read together with the session
// (caller-in-tenant.ts).

/** The membership of an API key. See {@link Identity.apiKeyMembership}. */
export async function findApiKeyMembership(
  context: WorkContext,
  key: ApiKeyCaller,
  ref: string | null,
): Promise<Membership> {
  const { db } = context;
  const [row] = await db
    .select({ ...tenantColumns, ...roleColumns, proved: hasSecondFactor, ...requirementColumns })
    .from(memberships)
    .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
    .innerJoin(users, eq(users.id, memberships.userId))
    .leftJoin(roles, ownRole)
    .where(ofTenant(key.tenantId, memberships, eq(memberships.userId, key.user.id), matchingTenants(ref).where));
  if (!row) throw notFound("tenant");
  const { role, roleId, roleName, granted, proved, required, requiredFrom, ...tenant } = row;
  const secondFactorState = requireSecondFactor(context, tenant.name, { requiredFrom, required, proved });
  const registry = registryFor(context.registry, tenant);
  const own = permissionsOfRow({ role, roleId, roleName, granted }, registry);
  const permissions = new Set([...own].filter((permission) => key.permissions.has(permission)));
  return {
    ...accessOf(registry.resources, permissions, key.user.id),
    tenant,
    roleName: roleName ?? role ?? "",
    roleId,
    secondFactorState,
    actor: { kind: "apiKey", id: key.id },
  };
}

/** The membership of a command's user. See {@link Identity.commandMembership}. */
export async function findCommandMembership(
  { context, transaction }: OpenWork,
  { user, hasSecondFactor: proved }: CommandUser,
  ref: string | null,
): Promise<Membership> {
  const { db } = context;
  const { where, order } = matchingTenants(ref);
  const tenantRows = await db
    .select({ ...tenantColumns, ...requirementColumns })
    .from(tenants)
    .where(where)
    .orderBy(order)
    .limit(1);
  const { required, requiredFrom, ...tenant } = requireRow(tenantRows, "tenant");
  transaction.enterTenant(tenant.id, user.id);
  const rows = await db
    .select(roleColumns)
    .from(memberships)
    .leftJoin(roles, ownRole)
    .where(ofTenant(tenant.id, memberships, eq(memberships.userId, user.id)));
  const row = requireRow(rows, "tenant");
  const registry = registryFor(context.registry, tenant);
  const secondFactorState = requireSecondFactor(context, tenant.name, { requiredFrom, required, proved });
  return {
    ...accessOf(registry.resources, permissionsOfRow(row, registry), user.id),
    tenant,
    roleName: row.roleName ?? row.role ?? "",
    roleId: row.roleId,
    secondFactorState,
    actor: { kind: "command", id: null },
  };
}
