import { hot } from "@waybill/db";
import { roles } from "@waybill/db/roles";
import { sessions } from "@waybill/db/sessions";
import { supportAccess } from "@waybill/db/support";
import { memberships, tenants } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import { id } from "@waybill/validators";
import { and, desc, eq, gt, isNull, or, type SQL, sql } from "drizzle-orm";
import {
  accessOf,
  asUser,
  type CommandPerson,
  found,
  letIn,
  type Membership,
  notFound,
  type OpenWork,
  ofTenant,
  type Place,
  permissionsOf,
  type RequestKey,
  registryFor,
  type User,
  type WorkContext,
} from "../../core/index.ts";
import { hasSecondFactor } from "../factors/index.ts";
import { ownRole, permissionsOfRow, roleColumns } from "../roles/index.ts";
import { authenticationAge } from "../sessions/index.ts";
import { tenantColumns } from "../tenants/index.ts";
import { userColumns } from "../users/index.ts";
import { seenEvery } from "./callers.ts";

/** Whether a tenant requires a second factor, and from when on, as columns of a query on {@link tenants}. */
const requirementColumns = {
  requiredFrom: tenants.secondFactorFrom,
  required: sql<boolean>`coalesce(${tenants.secondFactorFrom} <= now(), false)`,
};

/** Whether a request names its tenant by id; otherwise it is a slug. A slug of earlier days may look like an id. */
const isId = (ref: string | null): ref is string => id.safeParse(ref).success;

/** The tenant that a request names; where it may be both an id and a slug, that of the id comes first. */
function named(ref: string | null): { where: SQL | undefined; order: SQL } {
  const bySlug = eq(tenants.slug, ref ?? "");
  if (!isId(ref)) return { where: bySlug, order: desc(tenants.id) };
  return { where: or(eq(tenants.id, ref), bySlug), order: desc(eq(tenants.id, ref)) };
}

/**
 * A session's person, and their place in the tenant that is named: one query, which every request of a tenant begins
 * with. It enters the tenant that it finds: the statements after it see that tenant's rows.
 */
const placeBy = (column: typeof tenants.id | typeof tenants.slug) =>
  hot((db) =>
    db
      .select({
        ...userColumns,
        stale: sql<boolean>`${sessions.lastSeenAt} < now() - ${seenEvery}`,
        age: authenticationAge,
        proved: sessions.secondFactor,
        ...requirementColumns,
        tenantId: memberships.tenantId,
        tenantName: tenants.name,
        slug: tenants.slug,
        timeZone: tenants.timeZone,
        version: tenants.version,
        modulesOff: tenants.modulesOff,
        ...roleColumns,
        roleTenantId: roles.tenantId,
        entered: sql<boolean>`case when ${memberships.tenantId} is null then false else num_nonnulls(
          set_config('app.tenant_id', ${memberships.tenantId}::text, true),
          set_config('app.user_id', ${users.id}::text, true)) = 2 end`,
      })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .leftJoin(tenants, eq(column, sql.placeholder("ref")))
      .leftJoin(memberships, and(eq(memberships.tenantId, tenants.id), eq(memberships.userId, users.id)))
      .leftJoin(roles, ownRole)
      .where(and(eq(sessions.id, sql.placeholder("sessionId")), gt(sessions.expiresAt, sql`now()`))),
  );

const placeById = placeBy(tenants.id);
const placeBySlug = placeBy(tenants.slug);

/** Of the places that are found, the one whose role is the tenant's: a person sees the roles that they have in any. */
const withOwnRole = <Row extends { tenantId: string | null; roleTenantId: string | null }>(rows: readonly Row[]) =>
  rows.find(({ tenantId, roleTenantId }) => roleTenantId === null || roleTenantId === tenantId);

export async function findPlace(
  { context, transaction }: OpenWork,
  sessionId: string,
  ref: string | null,
): Promise<Place | null> {
  const values = { sessionId, ref: ref ?? "" };
  const first = withOwnRole(await transaction.run(isId(ref) ? placeById : placeBySlug, values));
  if (!first) return null;
  const second = isId(ref) && !first.entered ? withOwnRole(await transaction.run(placeBySlug, values)) : undefined;
  const row = second ?? first;
  const { stale, age, proved, required, requiredFrom, entered, tenantId, tenantName, slug, timeZone, ...rest } = row;
  const { version, modulesOff, role, roleId, roleName, granted, ...columns } = rest;
  const user = asUser(columns);
  if (
    !entered ||
    !tenantId ||
    tenantName === null ||
    slug === null ||
    timeZone === null ||
    version === null ||
    !modulesOff
  ) {
    const membership = await supportOf(context, { ...user, proved }, ref);
    transaction.enterTenant(membership.tenant.id, user.id);
    return { user, stale, age, membership };
  }
  const secondFactor = letIn(context, tenantName, { requiredFrom, required, proved });
  const tenant = { id: tenantId, name: tenantName, slug, timeZone, version, modulesOff };
  const registry = registryFor(context.registry, tenant);
  const permissions = permissionsOfRow({ role, roleId, roleName, granted }, registry);
  const access = accessOf(registry.resources, permissions, user.id);
  const membership = {
    ...access,
    tenant,
    roleName: roleName ?? role ?? "",
    roleId,
    secondFactor,
    actor: { kind: "user", id: null },
  } as const;
  return { user, stale, age, membership };
}

export async function findKeyMembership(
  context: WorkContext,
  key: RequestKey,
  ref: string | null,
): Promise<Membership> {
  const { db } = context;
  const [row] = await db
    .select({ ...tenantColumns, ...roleColumns, proved: hasSecondFactor, ...requirementColumns })
    .from(memberships)
    .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
    .innerJoin(users, eq(users.id, memberships.userId))
    .leftJoin(roles, ownRole)
    .where(ofTenant(key.tenantId, memberships, eq(memberships.userId, key.user.id), named(ref).where));
  if (!row) throw notFound("tenant");
  const { role, roleId, roleName, granted, proved, required, requiredFrom, ...tenant } = row;
  const secondFactor = letIn(context, tenant.name, { requiredFrom, required, proved });
  const registry = registryFor(context.registry, tenant);
  const own = permissionsOfRow({ role, roleId, roleName, granted }, registry);
  const permissions = new Set([...own].filter((permission) => key.permissions.has(permission)));
  return {
    ...accessOf(registry.resources, permissions, key.user.id),
    tenant,
    roleName: roleName ?? role ?? "",
    roleId,
    secondFactor,
    actor: { kind: "apiKey", id: key.id },
  };
}

export async function findCommandMembership(
  { context, transaction }: OpenWork,
  { user, secondFactor: proved }: CommandPerson,
  ref: string | null,
): Promise<Membership> {
  const { db } = context;
  const { where, order } = named(ref);
  const places = await db
    .select({ ...tenantColumns, ...requirementColumns })
    .from(tenants)
    .where(where)
    .orderBy(order)
    .limit(1);
  const { required, requiredFrom, ...tenant } = found(places, "tenant");
  transaction.enterTenant(tenant.id, user.id);
  const rows = await db
    .select(roleColumns)
    .from(memberships)
    .leftJoin(roles, ownRole)
    .where(ofTenant(tenant.id, memberships, eq(memberships.userId, user.id)));
  const row = found(rows, "tenant");
  const registry = registryFor(context.registry, tenant);
  const secondFactor = letIn(context, tenant.name, { requiredFrom, required, proved });
  return {
    ...accessOf(registry.resources, permissionsOfRow(row, registry), user.id),
    tenant,
    roleName: row.roleName ?? row.role ?? "",
    roleId: row.roleId,
    secondFactor,
    actor: { kind: "command", id: null },
  };
}

/** An operator who said why may look, and change nothing. @throws NOT_FOUND, and FORBIDDEN like members */
async function supportOf(
  context: WorkContext,
  { proved, ...user }: User & { proved: boolean },
  ref: string | null,
): Promise<Membership> {
  if (!user.superuser) throw notFound("tenant");
  const { db } = context;
  const { where, order } = named(ref);
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
  const secondFactor = letIn(context, tenant.name, { requiredFrom, required, proved });
  return {
    ...accessOf(registry.resources, permissionsOf("viewer", registry.resources), user.id),
    tenant,
    roleName: "support",
    roleId: null,
    secondFactor,
    actor: { kind: "support", id: accessId },
  };
}
