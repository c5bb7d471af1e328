import { preparedQuery } from "@waybill/db";
import { roles } from "@waybill/db/roles";
import { sessions } from "@waybill/db/sessions";
import { supportAccess } from "@waybill/db/support";
import { memberships, tenants } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import { id } from "@waybill/validators";
import { and, desc, eq, gt, isNull, or, type SQL, sql } from "drizzle-orm";
import {
  type ApiKeyCaller,
  accessOf,
  asUser,
  type CallerInTenant,
  type CommandUser,
  type Membership,
  notFound,
  type OpenWork,
  ofTenant,
  permissionsOf,
  registryFor,
  requireRow,
  requireSecondFactor,
  type User,
  type WorkContext,
} from "../../core/index.ts";
import { hasSecondFactor } from "../factors/index.ts";
import { ownRole, permissionsOfRow, roleColumns } from "../roles/index.ts";
import { authenticationAge } from "../sessions/index.ts";
import { tenantColumns } from "../tenants/index.ts";
import { userColumns } from "../users/index.ts";
import { touchInterval } from "./credentials.ts";

/** Whether a tenant requires a second factor, and from when on, as columns of a query on {@link tenants}. */
const requirementColumns = {
  requiredFrom: tenants.secondFactorFrom,
  required: sql<boolean>`coalesce(${tenants.secondFactorFrom} <= now(), false)`,
};

/** Whether a tenant reference has the format of an id. Old slugs may have it too. */
const isId = (ref: string | null): ref is string => id.safeParse(ref).success;

/** The condition and order of the tenants that match a reference: by id before by slug. */
function matchingTenants(ref: string | null): { where: SQL | undefined; order: SQL } {
  const bySlug = eq(tenants.slug, ref ?? "");
  if (!isId(ref)) return { where: bySlug, order: desc(tenants.id) };
  return { where: or(eq(tenants.id, ref), bySlug), order: desc(eq(tenants.id, ref)) };
}

/** All tables of these queries are reference tables on Citus. */
const onCopies = { onCopies: true };

/**
 * The user of a session and their membership of a tenant: the first query of every request in a tenant. It sets
 * `app.user_id`, by which row-level security shows users their own memberships, and then `app.tenant_id` for the
 * statements that follow.
 *
 * Invariant: `app.user_id` is set before memberships are read. The lateral join refers to each row of the person, and
 * Postgres does not merge a subquery with the volatile `set_config`. In the other order no membership would be found.
 */
const callerBy = (column: typeof tenants.id | typeof tenants.slug) =>
  preparedQuery((db) => {
    const person = db
      .select({
        ...userColumns,
        touchIsDue: sql<boolean>`${sessions.lastSeenAt} < now() - ${touchInterval}`.as("touch_is_due"),
        age: authenticationAge.as("age"),
        proved: sessions.secondFactor,
        known: sql`set_config('app.user_id', ${users.id}::text, true)`.as("known"),
      })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(and(eq(sessions.id, sql.placeholder("sessionId")), gt(sessions.expiresAt, sql`now()`)))
      .as("person");
    const membership = db
      .select({
        requiredFrom: requirementColumns.requiredFrom,
        required: requirementColumns.required.as("required"),
        tenantId: memberships.tenantId,
        tenantName: sql<string>`${tenants.name}`.as("tenant_name"),
        slug: tenants.slug,
        timeZone: tenants.timeZone,
        version: tenants.version,
        modulesOff: tenants.modulesOff,
        role: memberships.role,
        customRoleId: memberships.customRoleId,
        entered: sql`set_config('app.tenant_id', ${memberships.tenantId}::text, true)`.as("entered"),
      })
      .from(tenants)
      .innerJoin(memberships, and(eq(memberships.tenantId, tenants.id), eq(memberships.userId, person.id)))
      .where(eq(column, sql.placeholder("ref")))
      .as("found");
    return db
      .select({
        id: person.id,
        name: person.name,
        email: person.email,
        emailVerifiedAt: person.emailVerifiedAt,
        language: person.language,
        superuser: person.superuser,
        touchIsDue: sql<boolean>`${person.touchIsDue}`,
        age: sql<number>`${person.age}`,
        proved: person.proved,
        requiredFrom: membership.requiredFrom,
        required: sql<boolean>`coalesce(${membership.required}, false)`,
        tenantId: membership.tenantId,
        tenantName: sql<string | null>`${membership.tenantName}`,
        slug: membership.slug,
        timeZone: membership.timeZone,
        version: membership.version,
        modulesOff: membership.modulesOff,
        role: membership.role,
        customRoleId: membership.customRoleId,
      })
      .from(person)
      .leftJoinLateral(membership, sql`true`);
  }, onCopies);

const callerById = callerBy(tenants.id);
const callerBySlug = callerBy(tenants.slug);

/** A custom role. Row-level security hides roles until the tenant is entered. */
const roleById = preparedQuery(
  (db) =>
    db
      .select({ roleId: roles.id, roleName: roles.name, granted: roles.permissions })
      .from(roles)
      .where(and(eq(roles.tenantId, sql.placeholder("tenantId")), eq(roles.id, sql.placeholder("roleId")))),
  onCopies,
);

const noCustomRole = { roleId: null, roleName: null, granted: null };

/** The user of a session with their membership of a tenant. See {@link Identity.callerInTenant}. */
export async function findCallerInTenant(
  { context, transaction }: OpenWork,
  sessionId: string,
  ref: string | null,
): Promise<CallerInTenant | null> {
  const values = { sessionId, ref: ref ?? "" };
  const [first] = await transaction.run(isId(ref) ? callerById : callerBySlug, values);
  if (!first) return null;
  const [second] = isId(ref) && !first.tenantId ? await transaction.run(callerBySlug, values) : [];
  const row = second ?? first;
  const { touchIsDue, age, proved, required, requiredFrom, tenantId, tenantName, slug, timeZone, ...rest } = row;
  const { version, modulesOff, role, customRoleId, ...columns } = rest;
  const user = asUser(columns);
  if (!tenantId || tenantName === null || slug === null || timeZone === null || version === null || !modulesOff) {
    const membership = await supportOf(context, { ...user, proved }, ref);
    transaction.enterTenant(membership.tenant.id, user.id);
    return { user, touchIsDue, age, membership };
  }
  // A setting made by a select does not reach the other nodes of Citus.
  if (transaction.distributed) transaction.enterTenant(tenantId, user.id);
  const [own = noCustomRole] = customRoleId ? await transaction.run(roleById, { tenantId, roleId: customRoleId }) : [];
  const { roleId, roleName, granted } = own;
  const secondFactor = requireSecondFactor(context, tenantName, { requiredFrom, required, proved });
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
  return { user, touchIsDue, age, membership };
}

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
  const secondFactor = requireSecondFactor(context, tenant.name, { requiredFrom, required, proved });
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

/** The membership of a command's user. See {@link Identity.commandMembership}. */
export async function findCommandMembership(
  { context, transaction }: OpenWork,
  { user, secondFactor: proved }: CommandUser,
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
  const secondFactor = requireSecondFactor(context, tenant.name, { requiredFrom, required, proved });
  return {
    ...accessOf(registry.resources, permissionsOfRow(row, registry), user.id),
    tenant,
    roleName: row.roleName ?? row.role ?? "",
    roleId: row.roleId,
    secondFactor,
    actor: { kind: "command", id: null },
  };
}

/**
 * The read-only membership of an operator with support access.
 *
 * @throws NOT_FOUND without support access, FORBIDDEN without a required second factor
 */
async function supportOf(
  context: WorkContext,
  { proved, ...user }: User & { proved: boolean },
  ref: string | null,
): Promise<Membership> {
  if (!user.superuser) throw notFound("tenant");
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
  const secondFactor = requireSecondFactor(context, tenant.name, { requiredFrom, required, proved });
  return {
    ...accessOf(registry.resources, permissionsOf("viewer", registry.resources), user.id),
    tenant,
    roleName: "support",
    roleId: null,
    secondFactor,
    actor: { kind: "support", id: accessId },
  };
}
