import { parcels } from "@waybill/db/parcels";
import { parcelExport } from "@waybill/validators/parcels";
import { z } from "zod";
import { oneOf } from "../../../core/index.ts";
import { defineExport } from "../../../platform/exports/index.ts";
import { contentsOf } from "../contents.ts";
import { withCurrentNames } from "../list/former-names.ts";
import { listParcels } from "../list/list.ts";

const batchSize = 500;

/**
 * Parcels as a table with one row per line: the columns of the parcel import, and the outcome. Dispatched parcels are
 * shown as they left.
 */
export const exportParcels = defineExport({
  what: "parcels",
  permission: "parcels.read",
  input: z.preprocess(withCurrentNames, parcelExport),
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
  async rowsAfter(ctx, { format: _format, ...filter }, after) {
    const page = await listParcels(ctx, { ...filter, cursor: after, limit: batchSize });
    const ids = page.items.map(({ id }) => id);
    const manifests = await contentsOf(ctx, oneOf(parcels.id, ids));
    const rows = manifests.flatMap(({ recipient, lines, createdAt, ...parcel }) => {
      const { name: recipientName, ...address } = recipient;
      const about = { ...parcel, ...address, recipientName, createdAt: createdAt.toISOString() };
      return lines.map(({ sku, quantity }) => ({ ...about, sku, quantity }));
    });
    return { rows, next: page.nextCursor };
  },
});
