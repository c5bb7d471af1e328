import { z } from "zod";
import { defineEvent } from "../../core/index.ts";

const payload = z.object({ id: z.uuid(), reference: z.string() });

export const parcelCreated = defineEvent("parcel.created", {
  entity: "parcel",
  payload,
  summary: ({ reference }) => `created the parcel ${reference}`,
});
export const parcelUpdated = defineEvent("parcel.updated", {
  entity: "parcel",
  payload,
  summary: ({ reference }) => `changed the parcel ${reference}`,
});
export const parcelDispatched = defineEvent("parcel.dispatched", {
  entity: "parcel",
  payload,
  summary: ({ reference }) => `dispatched the parcel ${reference}`,
});
export const parcelLabelled = defineEvent("parcel.labelled", {
  entity: "parcel",
  payload,
  summary: ({ reference }) => `created the label of the parcel ${reference}`,
});
export const parcelHandedOver = defineEvent("parcel.handedOver", {
  entity: "parcel",
  payload,
  summary: ({ reference }) => `handed the parcel ${reference} over to the carrier`,
});
export const parcelDelivered = defineEvent("parcel.delivered", {
  entity: "parcel",
  payload,
  summary: ({ reference }) => `recorded the delivery of the parcel ${reference}`,
});
export const parcelCancelled = defineEvent("parcel.cancelled", {
  entity: "parcel",
  payload,
  summary: ({ reference }) => `cancelled the parcel ${reference}`,
});
export const parcelFailed = defineEvent("parcel.failed", {
  entity: "parcel",
  payload,
  summary: ({ reference }) => `marked the parcel ${reference} as failed`,
});
export const parcelRetried = defineEvent("parcel.retried", {
  entity: "parcel",
  payload,
  summary: ({ reference }) => `retried the parcel ${reference}`,
});
/** The tracking of a parcel that the carrier has. */
export const parcelTrackingRetried = defineEvent("parcel.trackingRetried", {
  entity: "parcel",
  payload,
  summary: ({ reference }) => `retried the tracking of the parcel ${reference}`,
});
/** The carrier refused or could not be reached; the job is retried. */
export const carrierRefused = defineEvent("parcel.carrierRefused", {
  entity: "parcel",
  payload,
  summary: ({ reference }) => `recorded a problem with the carrier for the parcel ${reference}`,
});

export const parcelsImported = defineEvent("parcel.imported", {
  entity: "parcel",
  payload: z.object({}),
  summary: () => "finished an import of parcels",
});

/** The events of this module. */
export const published = [
  parcelCreated,
  parcelUpdated,
  parcelDispatched,
  parcelLabelled,
  parcelHandedOver,
  parcelDelivered,
  parcelCancelled,
  parcelFailed,
  parcelRetried,
  parcelTrackingRetried,
  carrierRefused,
  parcelsImported,
];
