import { tenants } from "@waybill/db/tenants";
import { id } from "@waybill/validators";
import { desc, eq, or, type SQL, sql } from "drizzle-orm";

/** Whether a tenant requires a second factor, and from when on, as columns of a query on {@link tenants}. */
export const requirementColumns = {
  requiredFrom: tenants.secondFactorFrom,
  required: sql<boolean>`coalesce(${tenants.secondFactorFrom} <= now(), false)`,
};

/** Whether a tenant reference has the format of an id. Old slugs may have it too. */
export const isId = (ref: string | null): ref is string => id.safeParse(ref).success;

/** The condition and order of the tenants that match a reference: by id before by slug. */
export function matchingTenants(ref: string | null): { where: SQL | undefined; order: SQL } {
  const bySlug = eq(tenants.slug, ref ?? "");
  if (!isId(ref)) return { where: bySlug, order: desc(tenants.id) };
  return { where: or(eq(tenants.id, ref), bySlug), order: desc(eq(tenants.id, ref)) };
}
