import { placeExport } from "@waybill/validators/places";
import { defineExport } from "../../platform/exports/index.ts";
import { PlaceService, placeColumns } from "./service.ts";

/** Places as a table with the columns of the place import. */
export const exportPlaces = defineExport({
  what: "places",
  permission: "places.read",
  input: placeExport,
  columns: placeColumns,
  rowsAfter: (ctx, filter, after) => new PlaceService(ctx).exportBatch(filter, after, 1000),
});
