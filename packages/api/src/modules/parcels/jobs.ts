import { items, parcelItems, parcels, places } from "@waybill/db";
import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { defineJob, found, type JobContext, publicMessage, type Tenant, type TenantContext } from "../../core/index.ts";
import { FileService, fileKey } from "../../platform/files/index.ts";
import { carrierRefused, parcelDelivered, parcelFailed, parcelHandedOver, parcelLabelled } from "./events.ts";
import { drawLabel } from "./label.ts";
import { ParcelService } from "./service.ts";

// A dispatched parcel's way: label → hand over → track, each a job that queues the next in the transaction that notes
// its own effect. A job that runs twice finds the effect noted and stops, so the way is never lost and never doubled.

const input = z.object({ parcelId: z.uuid() });

/** What the jobs need to know of a parcel. */
function shipmentOf({ db, own }: TenantContext, parcelId: string) {
  const weight = sql<number>`coalesce((
    select sum(${items.weight}::bigint * ${parcelItems.quantity}) from ${parcelItems}
    join ${items} on ${items.tenantId} = ${parcelItems.tenantId} and ${items.id} = ${parcelItems.itemId}
    where ${parcelItems.tenantId} = ${parcels.tenantId} and ${parcelItems.parcelId} = ${parcels.id}), 0)`.mapWith(
    Number,
  );
  return db
    .select({
      state: parcels.state,
      reference: parcels.reference,
      labelFileId: parcels.labelFileId,
      trackingNumber: parcels.trackingNumber,
      handedOverAt: parcels.handedOverAt,
      weight,
      recipient: {
        name: places.name,
        line1: places.line1,
        line2: places.line2,
        postcode: places.postcode,
        city: places.city,
        country: places.country,
      },
    })
    .from(parcels)
    .innerJoin(places, and(eq(places.tenantId, parcels.tenantId), eq(places.id, parcels.recipientId)))
    .where(own(parcels, eq(parcels.id, parcelId)))
    .then((rows) => found(rows, "parcel"));
}

/** Draws the label and keeps it as a file, named by the job's id: drawn twice, it is the same file. */
export const makeLabel = defineJob({
  name: "parcels.makeLabel",
  title: "Make a label",
  input,
  retry: { limit: 5, delaySeconds: 2 },
  async handler(job) {
    const { parcelId } = job.input;
    const { sender, ...parcel } = await job.transaction(async (ctx) => ({
      ...(await shipmentOf(ctx, parcelId)),
      sender: ctx.tenant,
    }));
    if (parcel.labelFileId) return { fileId: parcel.labelFileId };
    const size = await storeLabel(job, sender, parcel).catch(async (error) => {
      if (job.lastAttempt)
        await job.transaction((ctx) => fail(ctx, parcelId, "dispatched", "The label could not be made."));
      throw error;
    });
    await job.transaction(async (ctx) => {
      const file = { id: job.id, name: `${parcel.reference}.pdf`, contentType: "application/pdf", size };
      await new FileService(ctx).enter(file);
      const service = new ParcelService(ctx);
      if (!(await service.move(parcelId, { labelFileId: job.id }, isNull(parcels.labelFileId)))) return;
      await service.note(parcelId, "labelled", null, { definition: parcelLabelled, reference: parcel.reference });
      await ctx.jobs.enqueue(handOver, { parcelId });
    });
    return { fileId: job.id };
  },
});

type LabelledParcel = Pick<Awaited<ReturnType<typeof shipmentOf>>, "reference" | "weight" | "recipient">;

/** @returns the label's size in bytes */
async function storeLabel(
  job: JobContext<unknown>,
  sender: Tenant,
  { reference, weight, recipient }: LabelledParcel,
): Promise<number> {
  const pdf = await drawLabel({ reference, sender: sender.name, recipient, weight });
  await job.clients.files.write(fileKey(sender.id, job.id), pdf);
  return pdf.byteLength;
}

/** Books the shipment. The carrier gets the same key however often the job runs, and so books once. */
export const handOver = defineJob({
  name: "parcels.handOver",
  title: "Hand over to the carrier",
  input,
  retry: { limit: 6, delaySeconds: 1 },
  timeoutSeconds: 60,
  async handler(job) {
    const { parcelId } = job.input;
    const { carrier } = job.clients;
    const parcel = await job.transaction((ctx) => shipmentOf(ctx, parcelId));
    if (parcel.state !== "dispatched") return { trackingNumber: parcel.trackingNumber };
    const { reference, weight, recipient } = parcel;
    const shipment = { idempotencyKey: `parcel-${parcelId}`, reference, weight, recipient, requestId: job.requestId };
    const { trackingNumber } = await carrier
      .book(shipment, job.signal)
      .catch((error) => noteRefusal(job, parcelId, reference, error));
    await job.transaction(async (ctx) => {
      const service = new ParcelService(ctx);
      const handedOver = {
        state: "in_transit",
        trackingNumber,
        carrier: carrier.name,
        handedOverAt: ctx.clock.now(),
      } as const;
      if (!(await service.move(parcelId, handedOver, eq(parcels.state, "dispatched")))) return;
      const detail = `${carrier.name}, ${trackingNumber}`;
      await service.note(parcelId, "in_transit", detail, { definition: parcelHandedOver, reference });
      await ctx.jobs.enqueue(track, { parcelId, poll: 1 }, { startAfterSeconds: ctx.settings.CARRIER_POLL_SECONDS });
    });
    return { trackingNumber };
  },
});

/** Notes that the carrier refused; after the last attempt the parcel has failed. @throws the carrier's error */
async function noteRefusal(
  job: JobContext<unknown>,
  parcelId: string,
  reference: string,
  error: unknown,
): Promise<never> {
  const detail = publicMessage(error, job.requestId);
  await job.transaction((ctx) =>
    job.lastAttempt
      ? fail(ctx, parcelId, "dispatched", detail)
      : new ParcelService(ctx).note(parcelId, "carrier_error", detail, { definition: carrierRefused, reference }),
  );
  throw error;
}

async function fail(ctx: TenantContext, parcelId: string, from: "dispatched" | "in_transit", failure: string) {
  const service = new ParcelService(ctx);
  const failed = await service.move(parcelId, { state: "failed", failure }, eq(parcels.state, from));
  if (failed)
    await service.note(parcelId, "failed", failure, { definition: parcelFailed, reference: failed.reference });
}

/** The longest pause between two looks, in seconds. */
const longestPause = 15 * 60;

/** Asks the carrier how far the parcel is, and asks again later, each time after a longer pause, until it has arrived. */
export const track = defineJob({
  name: "parcels.track",
  title: "Look where a parcel is",
  input: input.extend({ poll: z.number().int() }),
  retry: { limit: 10, delaySeconds: 5 },
  timeoutSeconds: 60,
  async handler(job) {
    const { parcelId, poll } = job.input;
    const parcel = await job.transaction((ctx) => shipmentOf(ctx, parcelId));
    if (parcel.state !== "in_transit" || !parcel.trackingNumber || !parcel.handedOverAt) return { state: parcel.state };
    const status = await job.clients.carrier.status(parcel.trackingNumber, parcel.handedOverAt, job.signal);
    await job.transaction(async (ctx) => {
      const service = new ParcelService(ctx);
      const { reference } = parcel;
      if (status.state === "in_transit") {
        const startAfterSeconds = Math.min(
          longestPause,
          ctx.settings.CARRIER_POLL_SECONDS * 2 ** Math.min(poll - 1, 16),
        );
        await ctx.jobs.enqueue(track, { parcelId, poll: poll + 1 }, { startAfterSeconds });
      } else if (status.state === "failed") {
        await fail(ctx, parcelId, "in_transit", status.detail ?? "The carrier could not deliver it.");
      } else {
        const arrived = { state: "delivered", deliveredAt: ctx.clock.now() } as const;
        if (!(await service.move(parcelId, arrived, eq(parcels.state, "in_transit")))) return;
        await service.note(parcelId, "delivered", status.detail ?? null, { definition: parcelDelivered, reference });
      }
    });
    return status;
  },
});
