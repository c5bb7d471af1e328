import { items } from "@waybill/db/items";
import { type FrozenAddress, parcelItems, parcels, shipments } from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import { and, asc, eq, sql } from "drizzle-orm";
import { requireRow, type TenantContext } from "../../core/index.ts";
import { addressColumns, lineColumns } from "./dispatch/obstacles.ts";
import { shipmentJoin, weightOf } from "./dispatch/shipments.ts";
import { recipientJoin } from "./list/conditions.ts";
import { listColumnsIn } from "./list/list-columns.ts";

/** Whether the address has changed since the dispatch. */
const hasChanged = (now: FrozenAddress, then: FrozenAddress): boolean =>
  addressParts.some((part) => now[part] !== then[part]);
const addressParts = ["name", "line1", "line2", "postcode", "city", "country"] as const;

/**
 * One parcel with its lines and recipient: current ones before the dispatch, dispatched ones afterwards; `currentPlace`
 * is the address if it has changed since.
 *
 * @throws NOT_FOUND
 */
export async function parcelById({ db, inTenant, tenant }: TenantContext, id: string) {
  const [rows, lines] = await Promise.all([
    db
      .select({
        ...listColumnsIn(tenant.id),
        note: parcels.note,
        carrier: parcels.carrier,
        labelFileId: parcels.labelFileId,
        dispatchedAt: parcels.dispatchedAt,
        deliveredAt: parcels.deliveredAt,
        version: parcels.version,
        recipient: {
          id: places.id,
          code: places.code,
          ...addressColumns,
        },
        shipment: {
          id: shipments.id,
          number: shipments.number,
          recipient: shipments.recipient,
          sender: shipments.sender,
          lines: shipments.lines,
          weight: shipments.weight,
        },
      })
      .from(parcels)
      .innerJoin(places, recipientJoin)
      .leftJoin(shipments, shipmentJoin)
      .where(inTenant(parcels, eq(parcels.id, id))),
    db
      .select({
        ...lineColumns,
        available: sql<number>`${items.onHand} - ${items.reserved}`,
        archivedAt: items.archivedAt,
      })
      .from(parcelItems)
      .innerJoin(items, and(eq(items.tenantId, parcelItems.tenantId), eq(items.id, parcelItems.itemId)))
      .where(inTenant(parcelItems, eq(parcelItems.parcelId, id)))
      .orderBy(asc(parcelItems.position)),
  ]);
  const { shipment, recipient: place, ...parcel } = requireRow(rows, "parcel");
  if (!shipment)
    return { ...parcel, recipient: place, lines, weight: weightOf(lines), currentPlace: null, shipment: null };
  const { id: placeId, code, ...address } = place;
  const { recipient, lines: frozen, weight, ...sent } = shipment;
  return {
    ...parcel,
    recipient: { id: placeId, code, ...recipient },
    lines: frozen.map((line) => ({ ...line, available: null, archivedAt: null })),
    weight,
    currentPlace: hasChanged(address, recipient) ? address : null,
    shipment: sent,
  };
}
