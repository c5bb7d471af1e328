import { defineFileKind } from "../../core/index.ts";

/** What is stuck on a parcel: recipient, sender and a barcode. */
export const label = defineFileKind({
  ...{ name: "parcels.label", title: "Label", owner: "parcel", permission: "parcels.read" },
  // A parcel that is dispatched does not get far without.
  needed: true,
});
