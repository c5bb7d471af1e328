import { z } from "zod";
import { defineEvent } from "../../core/index.ts";

const payload = z.object({ id: z.uuid(), reference: z.string() });

export const parcelCreated = defineEvent("parcel.created", { entity: "parcel", payload });
export const parcelUpdated = defineEvent("parcel.updated", { entity: "parcel", payload });
export const parcelDispatched = defineEvent("parcel.dispatched", { entity: "parcel", payload });
export const parcelLabelled = defineEvent("parcel.labelled", { entity: "parcel", payload });
export const parcelHandedOver = defineEvent("parcel.handedOver", { entity: "parcel", payload });
export const parcelDelivered = defineEvent("parcel.delivered", { entity: "parcel", payload });
export const parcelCancelled = defineEvent("parcel.cancelled", { entity: "parcel", payload });
export const parcelFailed = defineEvent("parcel.failed", { entity: "parcel", payload });
/** The carrier could not be reached; it is tried again. */
export const carrierRefused = defineEvent("parcel.carrierRefused", { entity: "parcel", payload });
