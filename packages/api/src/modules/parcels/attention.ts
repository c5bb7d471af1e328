import { parcels } from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import { type Attention, attentionKinds, countryCodes, needsPostcode } from "@waybill/validators";
import { count, type SQL, sql } from "drizzle-orm";
import type { TenantContext } from "../../core/index.ts";

/** After so many hours without a step, a parcel that has left should be looked at. */
const stuckHours = 48;

const withoutPostcode = sql.raw(
  countryCodes
    .filter((code) => !needsPostcode(code))
    .map((code) => `'${code}'`)
    .join(", "),
);

/** Only parcels in these states may need attention: by it, the index on the state finds them. */
export const mayNeedAttention = sql`${parcels.state} in ('packed', 'dispatched', 'in_transit', 'failed')`;

/** Why somebody should look at a parcel; null where nobody needs to. Beside a join of its place. */
export const attentionOf: SQL<Attention | null> = sql<Attention | null>`case
  when ${parcels.state} = 'failed' then 'failed'
  when ${parcels.state} in ('dispatched', 'in_transit')
    and coalesce(${parcels.handedOverAt}, ${parcels.dispatchedAt}) < now() - interval '${sql.raw(String(stuckHours))} hours' then 'stuck'
  when ${parcels.state} in ('dispatched', 'in_transit') and ${parcels.failure} is not null then 'refused'
  when ${parcels.state} = 'packed' and (${places.line1} is null
    or (${places.postcode} is null and ${places.country} not in (${withoutPostcode}))) then 'address' end`;

/** How many parcels somebody should look at, by the reason. */
export async function attentionCounts({ db, own }: TenantContext): Promise<Record<Attention | "total", number>> {
  const rows = await db
    .select({ attention: attentionOf, count: count() })
    .from(parcels)
    .innerJoin(places, sql`${places.tenantId} = ${parcels.tenantId} and ${places.id} = ${parcels.recipientId}`)
    .where(own(parcels, mayNeedAttention))
    .groupBy(attentionOf);
  const byKind = new Map(rows.map((row) => [row.attention, row.count]));
  const counts = attentionKinds.map((kind) => [kind, byKind.get(kind) ?? 0] as const);
  const total = counts.reduce((sum, [, one]) => sum + one, 0);
  return { total, ...(Object.fromEntries(counts) as Record<Attention, number>) }; // fromEntries forgets the names
}
