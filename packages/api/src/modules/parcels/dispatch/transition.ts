import { parcels } from "@waybill/db/parcels";
import { and, eq, type SQL, sql } from "drizzle-orm";
import type { PgUpdateSetSource } from "drizzle-orm/pg-core";
import type { TenantContext } from "../../../core/index.ts";

/**
 * Updates a parcel if `from` holds, and raises its version. Idempotent if the new values make `from` false.
 *
 * @param from the expected state, as a condition on {@link parcels}.
 * @returns the parcel, or null if `from` does not hold.
 */
export async function transition(
  ctx: TenantContext,
  id: string,
  values: PgUpdateSetSource<typeof parcels>,
  from: SQL | undefined,
) {
  const [changed] = await ctx.db
    .update(parcels)
    .set({ ...values, version: sql`${parcels.version} + 1`, updatedAt: sql`now()` })
    .where(and(ctx.inTenant(parcels, eq(parcels.id, id)), from))
    .returning({ id: parcels.id, reference: parcels.reference, version: parcels.version });
  return changed ?? null;
}
