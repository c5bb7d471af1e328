import { memberships, tenants } from "@waybill/db/tenants";
import type { Role } from "@waybill/validators";
import { and, eq, sql } from "drizzle-orm";
import { requireRow, type Tenant, type TenantContext, type WorkContext } from "../../core/index.ts";
import { tenantColumns } from "./columns.ts";

// Writes of organisations outside their members' actions: by demo, archives and the command line.

/** Creates an organisation without members. */
export async function addTenant({ db }: WorkContext, values: { name: string; slug: string }): Promise<Tenant> {
  return requireRow(await db.insert(tenants).values(values).returning(tenantColumns), "tenant");
}

/** Creates an organisation from an archive's row, with another id and slug. */
export async function restoreTenant(
  { db }: WorkContext,
  row: Record<string, unknown>,
  own: { id: string; slug: string },
): Promise<Tenant> {
  const values = JSON.stringify({ ...row, ...own });
  await db.execute(
    sql`insert into tenants select given.* from jsonb_populate_record(null::tenants, ${values}::jsonb) as given`,
  );
  return requireRow(await db.select(tenantColumns).from(tenants).where(eq(tenants.id, own.id)), "tenant");
}

/** Adds a member with a built-in or custom role. */
export async function addMember(
  { db }: WorkContext,
  tenantId: string,
  userId: string,
  by: { role: Role } | { customRoleId: string },
): Promise<void> {
  await db.insert(memberships).values({ tenantId, userId, ...by });
}

/** Makes a member an owner. */
export async function makeMemberOwner({ db }: WorkContext, tenantId: string, userId: string): Promise<void> {
  await db
    .update(memberships)
    .set({ role: "owner", customRoleId: null })
    .where(and(eq(memberships.tenantId, tenantId), eq(memberships.userId, userId)));
}

/** Sets the modules that are switched off in a tenant. */
export async function setModulesOff({ db }: WorkContext, tenantId: string, modulesOff: string[]): Promise<void> {
  await db.update(tenants).set({ modulesOff }).where(eq(tenants.id, tenantId));
}

/** The organisation's own retention periods in days, by name. */
export async function keepDaysOf({ db, tenant }: TenantContext): Promise<Record<string, number>> {
  const [row] = await db.select({ keepDays: tenants.keepDays }).from(tenants).where(eq(tenants.id, tenant.id));
  return row?.keepDays ?? {};
}

/** Sets the organisation's retention periods in days, by name. */
export async function setKeepDays(
  { db }: WorkContext,
  tenantId: string,
  keepDays: Record<string, number>,
): Promise<void> {
  await db.update(tenants).set({ keepDays }).where(eq(tenants.id, tenantId));
}

/** Removes an organisation with all its rows. The caller handles its queued jobs and files. */
export async function removeTenantRows({ db }: WorkContext, tenantId: string): Promise<void> {
  await db.delete(tenants).where(eq(tenants.id, tenantId));
}
