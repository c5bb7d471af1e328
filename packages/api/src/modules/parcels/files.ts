import { defineFileKind } from "../../core/index.ts";
import { importFiles } from "../../platform/imports/index.ts";
import { ParcelService } from "./service.ts";

/** The printed label: recipient, sender and a barcode. */
export const label = defineFileKind({
  ...{ name: "parcels.label", title: "Label", owner: "parcel", permission: "parcels.read" },
  // A parcel on its way needs its label.
  needed: true,
  release: (ctx, fileId) => new ParcelService(ctx).forgetLabel(fileId),
});

/** The files of an import of parcels. */
export const parcelFiles = importFiles("parcels", "parcels.import");
/** The labels of a batch, one per page. */
export const labelSheet = defineFileKind({
  ...{ name: "parcels.labelSheet", title: "Batch labels", owner: "job", permission: "parcels.read" },
});
