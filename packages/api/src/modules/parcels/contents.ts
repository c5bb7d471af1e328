import { items } from "@waybill/db/items";
import { type FrozenAddress, parcelItems, parcels, shipments } from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import type { TenantContext } from "../../core/index.ts";
import { addressColumns } from "./dispatch/obstacles.ts";
import { shipmentJoin } from "./dispatch/shipments.ts";

/** A quantity of an item, by its SKU. */
interface ContentLine {
  sku: string;
  quantity: number;
}

/** A parcel for export. */
export interface ParcelContents {
  reference: string;
  state: (typeof parcels.$inferSelect)["state"];
  note: string | null;
  trackingNumber: string | null;
  createdAt: Date;
  /** The current code of its place: shipments keep none. */
  recipientCode: string;
  recipient: FrozenAddress;
  /** In the order of the parcel. */
  lines: ContentLine[];
}

/** The current contents of a parcel. */
const plannedLinesIn = (tenantId: string) => sql`(
  select jsonb_agg(jsonb_build_object('sku', ${items.sku}, 'quantity', ${parcelItems.quantity}) order by ${parcelItems.position})
  from ${parcelItems}
  join ${items} on ${items.tenantId} = ${parcelItems.tenantId} and ${items.id} = ${parcelItems.itemId}
  where ${parcelItems.tenantId} = ${tenantId} and ${parcelItems.parcelId} = ${parcels.id})`;

/**
 * Parcels with their recipients and lines, newest first: current ones before the dispatch, and the dispatched ones
 * afterwards. One statement, so that a concurrent dispatch cannot mix both.
 */
export async function contentsOf(
  { db, inTenant, tenant }: TenantContext,
  which: SQL | undefined,
): Promise<ParcelContents[]> {
  const rows = await db
    .select({
      reference: parcels.reference,
      state: parcels.state,
      note: parcels.note,
      trackingNumber: parcels.trackingNumber,
      createdAt: parcels.createdAt,
      recipientCode: places.code,
      planned: addressColumns,
      frozen: shipments.recipient,
      lines: sql<ContentLine[]>`coalesce(${shipments.lines}, ${plannedLinesIn(tenant.id)}, '[]')`,
    })
    .from(parcels)
    .innerJoin(places, and(eq(places.tenantId, parcels.tenantId), eq(places.id, parcels.recipientId)))
    .leftJoin(shipments, shipmentJoin)
    .where(inTenant(parcels, which))
    .orderBy(desc(parcels.id));
  return rows.map(({ planned, frozen, ...row }) => ({ ...row, recipient: frozen ?? planned }));
}
