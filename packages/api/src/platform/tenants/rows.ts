import { memberships, tenants } from "@waybill/db/tenants";
import type { Role } from "@waybill/validators";
import { and, eq, sql } from "drizzle-orm";
import { found, type Tenant, type TenantContext, type WorkContext } from "../../core/index.ts";
import { tenantColumns } from "./columns.ts";

// What is written of organisations besides what their members do: by the demonstration, by archives, by the command line.

/** Makes an organisation; nobody belongs to it yet. */
export async function addTenant({ db }: WorkContext, values: { name: string; slug: string }): Promise<Tenant> {
  return found(await db.insert(tenants).values(values).returning(tenantColumns), "tenant");
}

/** Makes an organisation out of an archive's row, under another id and slug. */
export async function restoreTenant(
  { db }: WorkContext,
  row: Record<string, unknown>,
  own: { id: string; slug: string },
): Promise<Tenant> {
  const values = JSON.stringify({ ...row, ...own });
  await db.execute(
    sql`insert into tenants select given.* from jsonb_populate_record(null::tenants, ${values}::jsonb) as given`,
  );
  return found(await db.select(tenantColumns).from(tenants).where(eq(tenants.id, own.id)), "tenant");
}

/** Has a person belong to an organisation, by a built-in role or by one of its own. */
export async function addMember(
  { db }: WorkContext,
  tenantId: string,
  userId: string,
  by: { role: Role } | { customRoleId: string },
): Promise<void> {
  await db.insert(memberships).values({ tenantId, userId, ...by });
}

/** Makes a member an owner, whatever role they had. */
export async function makeMemberOwner({ db }: WorkContext, tenantId: string, userId: string): Promise<void> {
  await db
    .update(memberships)
    .set({ role: "owner", customRoleId: null })
    .where(and(eq(memberships.tenantId, tenantId), eq(memberships.userId, userId)));
}

/** Says which modules an organisation has off. */
export async function setModulesOff({ db }: WorkContext, tenantId: string, modulesOff: string[]): Promise<void> {
  await db.update(tenants).set({ modulesOff }).where(eq(tenants.id, tenantId));
}

/** For how many days the organisation of a transaction keeps things, where it has said so itself, by their names. */
export async function keepDaysOf({ db, tenant }: TenantContext): Promise<Record<string, number>> {
  const [row] = await db.select({ keepDays: tenants.keepDays }).from(tenants).where(eq(tenants.id, tenant.id));
  return row?.keepDays ?? {};
}

/** Says for how many days an organisation keeps things, by their names. */
export async function setKeepDays(
  { db }: WorkContext,
  tenantId: string,
  keepDays: Record<string, number>,
): Promise<void> {
  await db.update(tenants).set({ keepDays }).where(eq(tenants.id, tenantId));
}

/** Removes an organisation with all its rows. What waits in the queue, and its files, are for who calls it. */
export async function removeTenantRows({ db }: WorkContext, tenantId: string): Promise<void> {
  await db.delete(tenants).where(eq(tenants.id, tenantId));
}
