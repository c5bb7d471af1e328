import { roles } from "@waybill/db/roles";
import { memberships } from "@waybill/db/tenants";
import type { Role, RoleRef } from "@waybill/validators";
import { and, eq } from "drizzle-orm";
import { everyPermission, permissionsOf, type WorkContext } from "../../core/index.ts";

/** The columns of a role, from a membership joined with {@link roles}. */
export const roleColumns = {
  role: memberships.role,
  roleId: roles.id,
  roleName: roles.name,
  granted: roles.permissions,
};

/** Joins a membership with the tenant's own role that it has, if any. */
export const ownRole = and(eq(roles.tenantId, memberships.tenantId), eq(roles.id, memberships.customRoleId));

interface RoleRow {
  role: Role | null;
  roleId: string | null;
  roleName: string | null;
  granted: string[] | null;
}

/** What a role's row allows: of a tenant's own role, what still exists. */
export function permissionsOfRow(
  { role, granted }: RoleRow,
  { resources }: WorkContext["registry"],
): ReadonlySet<string> {
  if (role) return permissionsOf(role, resources);
  const known = everyPermission(resources);
  return new Set((granted ?? []).filter((permission) => known.has(permission)));
}

/** A role's row as inputs name it. */
export const refOfRow = ({ role, roleId }: Pick<RoleRow, "role" | "roleId">): RoleRef => role ?? roleId ?? "viewer";
