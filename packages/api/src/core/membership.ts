import { memberships, roles, supportAccess, tenants, users } from "@waybill/db";
import type { Role, RoleRef } from "@waybill/validators";
import { and, eq, gt, isNull, or, type SQL, sql } from "drizzle-orm";
import type { Actor, Tenant, User, WorkContext } from "./context.ts";
import { notFound } from "./errors.ts";
import type { Registry } from "./module.ts";
import { type Access, accessOf, everyPermission, permissionsOf } from "./permissions.ts";
import type { RequestKey } from "./request.ts";

/** The user columns that a context carries. */
export const userColumns = {
  id: users.id,
  name: users.name,
  email: users.email,
  emailVerifiedAt: users.emailVerifiedAt,
  superuser: users.superuser,
};

/** Reads a row of {@link userColumns} as a context's user. */
export function asUser({
  emailVerifiedAt,
  ...row
}: Omit<User, "emailVerified"> & { emailVerifiedAt: Date | null }): User {
  return { ...row, emailVerified: emailVerifiedAt !== null };
}

/** The tenant columns that a context carries. */
export const tenantColumns = { id: tenants.id, name: tenants.name, slug: tenants.slug, timeZone: tenants.timeZone };

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
export function permissionsOfRow({ role, granted }: RoleRow, { resources }: Registry): Set<string> {
  if (role) return permissionsOf(role, resources);
  const known = everyPermission(resources);
  return new Set((granted ?? []).filter((permission) => known.has(permission)));
}

/** A role's row as inputs name it. */
export const refOfRow = ({ role, roleId }: Pick<RoleRow, "role" | "roleId">): RoleRef => role ?? roleId ?? "viewer";

/** Somebody's place in a tenant. */
export interface Membership extends Access {
  tenant: Tenant;
  /** The role's name, for people. */
  roleName: string;
  /** Who acts, where it is not the person alone. */
  actor: Pick<Actor, "kind" | "id">;
}

const named = (ref: string | null): SQL | undefined =>
  or(eq(tenants.slug, ref ?? ""), sql`${tenants.id}::text = ${ref}`);

/**
 * Finds the tenant that a request names, if the user may be there: as a member, by a key of theirs, or as an operator
 * who looks in for support.
 *
 * @throws NOT_FOUND where the tenant does not exist or is not the user's: one answer for both.
 */
export async function findMembership(
  { db, registry }: WorkContext,
  user: User,
  ref: string | null,
  key: RequestKey | null = null,
): Promise<Membership> {
  const [row] = await db
    .select({ ...tenantColumns, ...roleColumns })
    .from(memberships)
    .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
    .leftJoin(roles, ownRole)
    .where(and(eq(memberships.userId, user.id), named(ref)));
  if (!row) return supportOf({ db, registry }, user, ref);
  const { role, roleId, roleName, granted, ...tenant } = row;
  if (key && key.tenantId !== tenant.id) throw notFound("tenant");
  const own = permissionsOfRow({ role, roleId, roleName, granted }, registry);
  // A key never allows more than its person, as they are today.
  const permissions = key ? new Set([...own].filter((permission) => key.permissions.has(permission))) : own;
  return {
    ...accessOf(registry.resources, permissions, user.id),
    tenant,
    roleName: roleName ?? role ?? "",
    actor: key ? { kind: "apiKey", id: key.id } : { kind: "user", id: null },
  };
}

/** An operator who said why may look, and change nothing. @throws NOT_FOUND */
async function supportOf(
  { db, registry }: Pick<WorkContext, "db" | "registry">,
  user: User,
  ref: string | null,
): Promise<Membership> {
  if (!user.superuser) throw notFound("tenant");
  const [row] = await db
    .select({ ...tenantColumns, accessId: supportAccess.id })
    .from(supportAccess)
    .innerJoin(tenants, eq(tenants.id, supportAccess.tenantId))
    .where(
      and(
        eq(supportAccess.userId, user.id),
        gt(supportAccess.expiresAt, sql`now()`),
        isNull(supportAccess.endedAt),
        named(ref),
      ),
    )
    .limit(1);
  if (!row) throw notFound("tenant");
  const { accessId, ...tenant } = row;
  return {
    ...accessOf(registry.resources, permissionsOf("viewer", registry.resources), user.id),
    tenant,
    roleName: "support",
    actor: { kind: "support", id: accessId },
  };
}
