import { onEvent } from "../../core/index.ts";
import { parcelDispatched } from "./events.ts";
import { makeLabel } from "./jobs.ts";

/** Sends a dispatched parcel on its way. Run twice, it queues a second label job, which finds the label and stops. */
export const startCarriage = onEvent(parcelDispatched, "parcels.startCarriage", async ({ jobs }, { id }) => {
  await jobs.enqueue(makeLabel, { parcelId: id });
});
