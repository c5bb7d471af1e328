import { onEvent, onEventSync } from "../../core/index.ts";
import { openShipments } from "./dispatch/shipments.ts";
import { parcelCancelled, parcelDispatched } from "./events.ts";
import { makeLabel, markFailed, shipmentJobRefusal, voidShipments } from "./jobs.ts";

/**
 * Starts the transport of a dispatched parcel. Run twice, it queues a second label job, which finds the label and
 * stops.
 */
export const startCarriage = onEvent(
  parcelDispatched,
  "parcels.startCarriage",
  async ({ jobs }, { id }) => {
    await jobs.enqueue(makeLabel, { parcelId: id });
  },
  {
    onGiveUp: (ctx, { id }, reason) => markFailed(ctx, { parcelId: id }, "dispatched", reason),
    retryRefusal: (ctx, { id }) => shipmentJobRefusal(ctx, { parcelId: id }, "dispatched"),
  },
);

/** Voids possible bookings of a cancelled parcel. */
export const voidCancelled = onEventSync(parcelCancelled, "parcels.voidCancelled", async (ctx, { id }) => {
  const open = await openShipments(ctx, id, null);
  if (open.length > 0) await ctx.jobs.enqueue(voidShipments, { parcelId: id });
});
