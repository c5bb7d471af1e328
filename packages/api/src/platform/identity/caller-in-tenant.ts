import { preparedQuery } from "@waybill/db";
import { roles } from "@waybill/db/roles";
import { sessions } from "@waybill/db/sessions";
import { memberships, tenants } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import { and, eq, gt, sql } from "drizzle-orm";
import {
  accessOf,
  asUser,
  type CallerInTenant,
  type OpenWork,
  registryFor,
  requireSecondFactor,
} from "../../core/index.ts";
import { permissionsOfRow } from "../roles/index.ts";
import { authenticationAge } from "../sessions/index.ts";
import { userColumns } from "../users/index.ts";
import { useInterval } from "./credentials.ts";
import { findSupportMembership } from "./support-membership.ts";
import { isId, requirementColumns } from "./tenant-reference.ts";

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
        useIsDue: sql<boolean>`${sessions.lastSeenAt} < now() - ${useInterval}`.as("use_is_due"),
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
        operator: person.operator,
        useIsDue: sql<boolean>`${person.useIsDue}`,
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
  const { useIsDue, age, proved, required, requiredFrom, tenantId, tenantName, slug, timeZone, ...rest } = row;
  const { version, modulesOff, role, customRoleId, ...columns } = rest;
  const user = asUser(columns);
  if (!tenantId || tenantName === null || slug === null || timeZone === null || version === null || !modulesOff) {
    const membership = await findSupportMembership(context, { ...user, proved }, ref);
    transaction.enterTenant(membership.tenant.id, user.id);
    return { user, useIsDue, age, membership };
  }
  // A setting made by a select does not reach the other nodes of Citus.
  if (transaction.distributed) transaction.enterTenant(tenantId, user.id);
  const [own = noCustomRole] = customRoleId ? await transaction.run(roleById, { tenantId, roleId: customRoleId }) : [];
  const { roleId, roleName, granted } = own;
  const secondFactorState = requireSecondFactor(context, tenantName, { requiredFrom, required, proved });
  const tenant = { id: tenantId, name: tenantName, slug, timeZone, version, modulesOff };
  const registry = registryFor(context.registry, tenant);
  const permissions = permissionsOfRow({ role, roleId, roleName, granted }, registry);
  const access = accessOf(registry.resources, permissions, user.id);
  const membership = {
    ...access,
    tenant,
    roleName: roleName ?? role ?? "",
    roleId,
    secondFactorState,
    actor: { kind: "user", id: null },
  } as const;
  return { user, useIsDue, age, membership };
}
