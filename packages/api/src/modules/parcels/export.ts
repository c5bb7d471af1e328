import { items, parcelItems, parcels, places } from "@waybill/db";
import { parcelExport } from "@waybill/validators";
import { and, asc, desc, eq } from "drizzle-orm";
import { oneOf } from "../../core/index.ts";
import { defineExport } from "../../platform/exports/index.ts";
import { ParcelService } from "./service.ts";

const pieceSize = 500;

/** Parcels as a table, one row for each line: the columns that an import of parcels reads, and what became of them. */
export const exportParcels = defineExport({
  what: "parcels",
  permission: "parcels.read",
  input: parcelExport,
  columns: [
    "reference",
    "recipientCode",
    "recipientName",
    "country",
    "city",
    "postcode",
    "line1",
    "line2",
    "sku",
    "quantity",
    "note",
    "state",
    "trackingNumber",
    "createdAt",
  ],
  async piece(ctx, { format: _format, ...filter }, after) {
    const page = await new ParcelService(ctx).list({ ...filter, cursor: after, limit: pieceSize });
    const ids = page.items.map(({ id }) => id);
    const rows = await ctx.db
      .select({
        reference: parcels.reference,
        recipientCode: places.code,
        recipientName: places.name,
        country: places.country,
        city: places.city,
        postcode: places.postcode,
        line1: places.line1,
        line2: places.line2,
        sku: items.sku,
        quantity: parcelItems.quantity,
        note: parcels.note,
        state: parcels.state,
        trackingNumber: parcels.trackingNumber,
        createdAt: parcels.createdAt,
      })
      .from(parcels)
      .innerJoin(places, and(eq(places.tenantId, parcels.tenantId), eq(places.id, parcels.recipientId)))
      .innerJoin(parcelItems, and(eq(parcelItems.tenantId, parcels.tenantId), eq(parcelItems.parcelId, parcels.id)))
      .innerJoin(items, and(eq(items.tenantId, parcelItems.tenantId), eq(items.id, parcelItems.itemId)))
      .where(ctx.own(parcels, oneOf(parcels.id, ids)))
      .orderBy(desc(parcels.id), asc(parcelItems.position));
    return { rows: rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() })), next: page.nextCursor };
  },
});
