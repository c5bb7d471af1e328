import { parcels } from "@waybill/db/parcels";
import { and, isNull } from "drizzle-orm";
import { z } from "zod";
import {
  databaseTime,
  defineJob,
  type JobContext,
  PermanentJobError,
  publicMessage,
  type TenantContext,
} from "../../core/index.ts";
import { FileService, storeFile } from "../../platform/files/index.ts";
import {
  closeShipment,
  idempotencyKeyOf,
  inState,
  openShipments,
  recordHandedOver,
  type ShipmentJob,
  shipmentOf,
  storableRemark,
  storableTrackingNumber,
} from "./dispatch/shipments.ts";
import { transition } from "./dispatch/transition.ts";
import { carrierRefused, parcelDelivered, parcelFailed, parcelHandedOver, parcelLabelled } from "./events.ts";
import { label } from "./files.ts";
import { drawLabel } from "./labels/label-sheet.ts";
import { addStep } from "./timeline.ts";

// The transport of a dispatched parcel: label → hand-over → tracking. Each job queues the next in the transaction that
// records its own effect. A job that runs twice finds the effect and stops, so that no step is lost or doubled. Each
// job knows its shipment and does nothing for a replaced one. A failed job leaves the parcel in a state that a person
// can resolve.

const input = z.object({
  parcelId: z.uuid(),
  // Jobs from before shipments have none; they mean the only shipment of the parcel.
  shipmentId: z.uuid().optional(),
});

/** Marks a parcel as failed: a person corrects the problem and retries, or cancels. */
export async function markFailed(
  ctx: TenantContext,
  job: ShipmentJob,
  from: "dispatched" | "in_transit",
  failure: string,
): Promise<void> {
  const { current, shipmentId } = await shipmentOf(ctx, job);
  if (!current) return;
  const failed = await transition(ctx, job.parcelId, { state: "failed", failure }, inState(from, shipmentId));
  if (!failed) return;
  const { reference } = failed;
  await addStep(ctx, job.parcelId, "failed", failure, { definition: parcelFailed, reference });
}

/** The reason why a repeated run of a job would do nothing; null if the parcel waits for it. */
export async function shipmentJobRefusal(
  ctx: TenantContext,
  job: ShipmentJob,
  awaited: "dispatched" | "in_transit",
): Promise<string | null> {
  const { state, reference, current } = await shipmentOf(ctx, job);
  if (state === "failed") {
    return `The parcel ${reference} has failed, so this job has nothing to do. Open the parcel, correct the problem, and choose “Retry”.`;
  }
  if (state !== awaited) return `The parcel ${reference} no longer needs this job. Open the parcel to see its state.`;
  return current ? null : `The parcel ${reference} no longer needs this job: it was retried in the meantime.`;
}

/** Draws the label and stores it as a file named by the job id. Idempotent. */
export const makeLabel = defineJob({
  name: "parcels.makeLabel",
  title: "Create a label",
  readBy: "parcels.read",
  input,
  retry: { limit: 5, delaySeconds: 2 },
  onGiveUp: (ctx, { input: job, reason }) =>
    markFailed(ctx, job, "dispatched", `The label could not be created: ${reason}`),
  retryRefusal: (ctx, job) => shipmentJobRefusal(ctx, job, "dispatched"),
  async run(job) {
    const { parcelId } = job.input;
    const shipment = await job.transaction((ctx) => shipmentOf(ctx, job.input));
    const { shipmentId, reference, labelFileId } = shipment;
    if (labelFileId || !shipment.current || shipment.state !== "dispatched") return { fileId: labelFileId };
    const file = await storeLabel(job, parcelId, shipment);
    await job.transaction(async (ctx) => {
      await new FileService(ctx).enter(label, file);
      const waiting = and(inState("dispatched", shipmentId), isNull(parcels.labelFileId));
      if (!(await transition(ctx, parcelId, { labelFileId: job.id }, waiting))) return;
      await addStep(ctx, parcelId, "labelled", null, { definition: parcelLabelled, reference });
      await ctx.jobs.enqueue(handOver, { parcelId, shipmentId });
    });
    return { fileId: job.id };
  },
});

type LabelledShipment = Pick<Awaited<ReturnType<typeof shipmentOf>>, "reference" | "weight" | "recipient" | "sender">;

async function storeLabel(
  job: JobContext<unknown>,
  parcelId: string,
  { reference, weight, recipient, sender }: LabelledShipment,
) {
  const pdf = await drawLabel({ reference, sender: sender.name, recipient, weight });
  const file = { ownerId: parcelId, name: `${reference}.pdf`, contentType: "application/pdf" };
  return storeFile(job, label, file, pdf);
}

/** Books the shipment. Idempotent: the carrier gets the same key each time. */
export const handOver = defineJob({
  name: "parcels.handOver",
  title: "Hand over to the carrier",
  readBy: "parcels.read",
  input,
  retry: { limit: 6, delaySeconds: 1 },
  timeoutSeconds: 60,
  onGiveUp: (ctx, { input: job, reason }) => markFailed(ctx, job, "dispatched", reason),
  retryRefusal: (ctx, job) => shipmentJobRefusal(ctx, job, "dispatched"),
  async run(job) {
    const { parcelId } = job.input;
    const { carrier } = job.clients;
    const parcel = await job.transaction((ctx) => shipmentOf(ctx, job.input));
    if (parcel.state !== "dispatched" || !parcel.current) return { trackingNumber: parcel.trackingNumber };
    const { shipmentId, number, reference, weight, recipient } = parcel;
    const idempotencyKey = idempotencyKeyOf(parcelId, number);
    const booked = await carrier
      .book({ idempotencyKey, reference, weight, recipient, requestId: job.requestId }, job.signal)
      .catch((error) => recordRefusal(job, shipmentId, reference, error));
    const trackingNumber = storableTrackingNumber(booked.trackingNumber);
    await job.transaction(async (ctx) => {
      const taken = {
        state: "in_transit",
        trackingNumber,
        carrier: carrier.name,
        handedOverAt: databaseTime,
        failure: null,
      } as const;
      if (!(await transition(ctx, parcelId, taken, inState("dispatched", shipmentId)))) return;
      await recordHandedOver(ctx, shipmentId, trackingNumber);
      const detail = `${carrier.name}, ${trackingNumber}`;
      await addStep(ctx, parcelId, "in_transit", detail, { definition: parcelHandedOver, reference });
      const startAfterSeconds = ctx.settings.CARRIER_POLL_SECONDS;
      await ctx.jobs.enqueue(track, { parcelId, shipmentId, poll: 1 }, { startAfterSeconds });
    });
    return { trackingNumber };
  },
});

/** Records the carrier's refusal if the job will be retried. @throws the carrier's error */
async function recordRefusal(
  job: JobContext<ShipmentJob>,
  shipmentId: string,
  reference: string,
  error: unknown,
): Promise<never> {
  const { parcelId } = job.input;
  const failure = storableRemark(publicMessage(error, job.requestId));
  if (!job.lastAttempt && !(error instanceof PermanentJobError)) {
    await job.transaction(async (ctx) => {
      if (!(await transition(ctx, parcelId, { failure }, inState("dispatched", shipmentId)))) return;
      await addStep(ctx, parcelId, "carrier_error", failure, { definition: carrierRefused, reference });
    });
  }
  throw error;
}

/**
 * Voids earlier shipments before the new one is booked, so that nothing is carried twice. Idempotent. Without a new
 * shipment it only voids: the parcel was cancelled.
 */
export const voidShipments = defineJob({
  name: "parcels.voidShipments",
  title: "Void earlier shipments with the carrier",
  readBy: "parcels.read",
  input,
  retry: { limit: 6, delaySeconds: 1 },
  timeoutSeconds: 120,
  async onGiveUp(ctx, { input: job, reason }) {
    const failure = `The carrier did not void the earlier shipment: ${reason}`;
    if (job.shipmentId) await markFailed(ctx, job, "dispatched", failure);
    else await addStep(ctx, job.parcelId, "carrier_error", failure);
  },
  retryRefusal: async (ctx, job) => (job.shipmentId ? shipmentJobRefusal(ctx, job, "dispatched") : null),
  async run(job) {
    const { parcelId, shipmentId = null } = job.input;
    const open = await job.transaction((ctx) => openShipments(ctx, parcelId, shipmentId));
    for (const { id, number, trackingNumber } of open) {
      await job.clients.carrier.voidShipment(idempotencyKeyOf(parcelId, number), trackingNumber, job.signal);
      await job.transaction(async (ctx) => {
        await closeShipment(ctx, id);
        await addStep(ctx, parcelId, "voided", trackingNumber);
      });
    }
    if (shipmentId) {
      await job.transaction((ctx) => ctx.jobs.enqueue(makeLabel, { parcelId, shipmentId }, { uniqueKey: shipmentId }));
    }
    return { voided: open.length };
  },
});

/** The longest interval between two tracking requests, in seconds. */
const maxPollSeconds = 15 * 60;

/** The request from which the interval is the longest. */
const lastPoll = 16;

/** Asks the carrier for the progress at growing intervals until the parcel has arrived. */
export const track = defineJob({
  name: "parcels.track",
  title: "Track a parcel",
  readBy: "parcels.read",
  input: input.extend({ poll: z.number().int() }),
  retry: { limit: 10, delaySeconds: 5 },
  timeoutSeconds: 60,
  // The carrier has the parcel: tracking continues, and the parcel's page shows the problem.
  async onGiveUp(ctx, { input: { parcelId, shipmentId: of }, reason }) {
    const { shipmentId, current } = await shipmentOf(ctx, { parcelId, shipmentId: of });
    const failure = `The carrier provides no tracking information: ${reason}`;
    if (!current || !(await transition(ctx, parcelId, { failure }, inState("in_transit", shipmentId)))) return;
    await addStep(ctx, parcelId, "carrier_error", failure);
    // Inline, it would poll endlessly.
    if (ctx.settings.JOBS_MODE === "inline") return;
    await ctx.jobs.enqueue(track, { parcelId, shipmentId, poll: lastPoll }, { startAfterSeconds: maxPollSeconds });
  },
  retryRefusal: (ctx, job) => shipmentJobRefusal(ctx, job, "in_transit"),
  async run(job) {
    const { parcelId, poll } = job.input;
    const parcel = await job.transaction((ctx) => shipmentOf(ctx, job.input));
    const { shipmentId, reference, trackingNumber, secondsUnderWay } = parcel;
    if (parcel.state !== "in_transit" || !parcel.current || !trackingNumber || secondsUnderWay === null) {
      return { state: parcel.state };
    }
    const status = await job.clients.carrier.status(trackingNumber, secondsUnderWay, job.signal);
    const detail = status.detail === undefined ? null : storableRemark(status.detail);
    await job.transaction(async (ctx) => {
      if (status.state === "in_transit") {
        if (parcel.failure) await transition(ctx, parcelId, { failure: null }, inState("in_transit", shipmentId));
        const startAfterSeconds = Math.min(
          maxPollSeconds,
          ctx.settings.CARRIER_POLL_SECONDS * 2 ** Math.min(poll - 1, lastPoll),
        );
        await ctx.jobs.enqueue(track, { parcelId, shipmentId, poll: poll + 1 }, { startAfterSeconds });
      } else if (status.state === "failed") {
        await closeShipment(ctx, shipmentId);
        await markFailed(
          ctx,
          { parcelId, shipmentId },
          "in_transit",
          detail ?? "The carrier could not deliver the parcel.",
        );
      } else {
        const arrived = { state: "delivered", deliveredAt: databaseTime, failure: null } as const;
        if (!(await transition(ctx, parcelId, arrived, inState("in_transit", shipmentId)))) return;
        await addStep(ctx, parcelId, "delivered", detail, { definition: parcelDelivered, reference });
      }
    });
    return { state: status.state, ...(detail === null ? {} : { detail }) };
  },
});
