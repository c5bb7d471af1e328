import { items } from "@waybill/db/items";
import { type FrozenAddress, parcelItems, parcels, shipments } from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import type { TenantContext } from "../../core/index.ts";
import { addressColumns } from "./obstacles.ts";
import { shipmentJoin } from "./shipments.ts";

/** So many of an item, by the code that it has in files. */
interface ManifestLine {
  sku: string;
  quantity: number;
}

/** A parcel as files have it. */
export interface Manifest {
  reference: string;
  state: (typeof parcels.$inferSelect)["state"];
  note: string | null;
  trackingNumber: string | null;
  createdAt: Date;
  /** The code of the place that it goes to, as it is today: shipments keep none. */
  recipientCode: string;
  recipient: FrozenAddress;
  /** In the order of the parcel. */
  lines: ManifestLine[];
}

/** What a parcel holds today. */
const plannedLinesIn = (tenantId: string) => sql`(
  select jsonb_agg(jsonb_build_object('sku', ${items.sku}, 'quantity', ${parcelItems.quantity}) order by ${parcelItems.position})
  from ${parcelItems}
  join ${items} on ${items.tenantId} = ${parcelItems.tenantId} and ${items.id} = ${parcelItems.itemId}
  where ${parcelItems.tenantId} = ${tenantId} and ${parcelItems.parcelId} = ${parcels.id})`;

/**
 * Parcels with their recipients and lines, the newest first: as they will leave, and once they have left, as they were
 * then. In one statement, so that a dispatch in between mixes nothing.
 */
export async function manifestsOf({ db, own, tenant }: TenantContext, which: SQL | undefined): Promise<Manifest[]> {
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
      lines: sql<ManifestLine[]>`coalesce(${shipments.lines}, ${plannedLinesIn(tenant.id)}, '[]')`,
    })
    .from(parcels)
    .innerJoin(places, and(eq(places.tenantId, parcels.tenantId), eq(places.id, parcels.recipientId)))
    .leftJoin(shipments, shipmentJoin)
    .where(own(parcels, which))
    .orderBy(desc(parcels.id));
  return rows.map(({ planned, frozen, ...row }) => ({ ...row, recipient: frozen ?? planned }));
}
