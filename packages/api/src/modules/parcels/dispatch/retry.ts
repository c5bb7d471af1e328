import { items } from "@waybill/db/items";
import { parcelItems, parcels } from "@waybill/db/parcels";
import { places } from "@waybill/db/places";
import { and, asc, eq } from "drizzle-orm";
import { databaseTime, InputRefused, refuse, requireRow, type TenantContext } from "../../../core/index.ts";
import { carrierName } from "../carriers/index.ts";
import { parcelRetried, parcelTrackingRetried } from "../events.ts";
import { track, voidShipments } from "../jobs.ts";
import { attentionOf } from "../list/attention.ts";
import { addStep } from "../timeline.ts";
import { addressColumns, lineColumns, obstaclesOfContents } from "./obstacles.ts";
import { createShipment, shipmentCount } from "./shipments.ts";
import { transition } from "./transition.ts";

/** A locked parcel. */
type Locked = Pick<typeof parcels.$inferSelect, "state" | "reference" | "recipientId" | "shipmentId">;

/**
 * Retries a failed or stuck parcel: a new shipment from current data with its own key, booked after the earlier
 * ones are void. The stock was deducted at the first dispatch. A parcel that the carrier has is not dispatched again; its
 * tracking is retried.
 *
 * @throws {InputRefused} with every obstacle.
 */
export async function retry(ctx: TenantContext, id: string): Promise<{ id: string }> {
  const parcel = await lock(ctx, id);
  const reason = ctx.why("parcels.retry", parcel);
  if (reason) refuse({ path: [], code: "conflict", entity: "parcel", message: reason });
  await (parcel.state === "in_transit" ? retryTracking(ctx, id, parcel) : dispatchAgain(ctx, id, parcel));
  return { id };
}

async function retryTracking(ctx: TenantContext, parcelId: string, { reference, shipmentId }: Locked): Promise<void> {
  await addStep(ctx, parcelId, "retried", null, { definition: parcelTrackingRetried, reference });
  await ctx.jobs.enqueue(track, { parcelId, ...(shipmentId ? { shipmentId } : {}), poll: 1 });
}

async function dispatchAgain(
  ctx: TenantContext,
  parcelId: string,
  { state, reference, recipientId }: Locked,
): Promise<void> {
  const { db, inTenant } = ctx;
  const [addresses, lines, count] = await Promise.all([
    db
      .select(addressColumns)
      .from(places)
      .where(inTenant(places, eq(places.id, recipientId))),
    db
      .select(lineColumns)
      .from(parcelItems)
      .innerJoin(items, and(eq(items.tenantId, parcelItems.tenantId), eq(items.id, parcelItems.itemId)))
      .where(inTenant(parcelItems, eq(parcelItems.parcelId, parcelId)))
      .orderBy(asc(parcelItems.position)),
    shipmentCount(ctx, parcelId),
  ]);
  const recipient = requireRow(addresses, "place");
  const obstacles = await obstaclesOfContents(ctx, {
    id: parcelId,
    reference,
    recipientId,
    address: recipient,
    lines,
  });
  if (obstacles.length > 0) throw new InputRefused(obstacles.map(({ issue }) => issue));

  const shipmentId = await createShipment(ctx, { parcelId, reference, recipient, lines }, count + 1);
  const carrier = carrierName(ctx.settings);
  const nothingYet = { labelFileId: null, carrier, trackingNumber: null, handedOverAt: null, failure: null };
  await transition(
    ctx,
    parcelId,
    { state: "dispatched", shipmentId, dispatchedAt: databaseTime, ...nothingYet },
    eq(parcels.state, state),
  );
  const change = { before: { state }, after: { state: "dispatched" } };
  await addStep(ctx, parcelId, "retried", null, { definition: parcelRetried, reference, change });
  await ctx.jobs.enqueue(voidShipments, { parcelId, shipmentId });
}

async function lock({ db, inTenant }: TenantContext, id: string) {
  const { state, reference, recipientId, shipmentId } = parcels;
  const rows = await db
    .select({ state, reference, recipientId, shipmentId, attention: attentionOf })
    .from(parcels)
    .innerJoin(places, and(eq(places.tenantId, parcels.tenantId), eq(places.id, parcels.recipientId)))
    .where(inTenant(parcels, eq(parcels.id, id)))
    .for("no key update", { of: parcels });
  return requireRow(rows, "parcel");
}
