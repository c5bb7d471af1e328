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

/** Joins a membership with its custom role, if any. */
export const ownRole = and(eq(roles.tenantId, memberships.tenantId), eq(roles.id, memberships.customRoleId));

interface RoleRow {
  role: Role | null;
  roleId: string | null;
  roleName: string | null;
  granted: string[] | null;
}

/** The permissions of a role's row; of a custom role only existing ones. */
export function permissionsOfRow(
  { role, granted }: RoleRow,
  { resources }: WorkContext["registry"],
): ReadonlySet<string> {
  if (role) return permissionsOf(role, resources);
  const known = everyPermission(resources);
  return new Set((granted ?? []).filter((permission) => known.has(permission)));
}

/** The reference of a role's row. */
export const refOfRow = ({ role, roleId }: Pick<RoleRow, "role" | "roleId">): RoleRef => role ?? roleId ?? "viewer";
