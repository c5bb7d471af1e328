import type { ParcelState, StartBatch } from "@waybill/validators/parcels";
import { z } from "zod";
import { defineJob, type TenantContext } from "../../../core/index.ts";
import { dispatch } from "../dispatch/dispatch.ts";
import { dispatchableStates } from "../dispatch/preflight.ts";
import { ParcelService } from "../service.ts";
import { addToBatch, processBatch } from "./batch.ts";

const onGiveUp = {
  noDependents: "Unprocessed parcels stay unchanged. The job's page shows their number, and the job can be retried.",
};

/**
 * Dispatches the parcels of its batch, each alone; drafts are packed first. A repeated run continues with parcels
 * without an outcome and dispatches none twice.
 */
export const dispatchMany = defineJob({
  name: "parcels.dispatchMany",
  title: "Dispatch parcels",
  readBy: "parcels.read",
  needs: "parcels.dispatch",
  input: z.object({}),
  timeoutSeconds: 3600,
  onGiveUp,
  run: (job) =>
    processBatch(
      job,
      (done, total, refused) => `${done} of ${total} dispatched, ${refused} refused`,
      (ctx, id) => dispatch(ctx, id, { packs: true }),
    ),
});

/** Packs the drafts of its batch, each alone. A repeated run continues with parcels without an outcome. */
export const packMany = defineJob({
  name: "parcels.packMany",
  title: "Mark parcels as packed",
  readBy: "parcels.read",
  needs: "parcels.update",
  input: z.object({}),
  timeoutSeconds: 3600,
  onGiveUp,
  run: (job) =>
    processBatch(
      job,
      (done, total, refused) => `${done} of ${total} packed, ${refused} refused`,
      (ctx, id) => new ParcelService(ctx).setPacked(id, true),
    ),
});

/** Starts a batch that dispatches the parcels of a preflight. */
export const startDispatch = (ctx: TenantContext, input: StartBatch) =>
  start(ctx, dispatchMany, input, dispatchableStates(ctx), (count) =>
    count === 1 ? "started dispatching 1 parcel" : `started dispatching ${count} parcels`,
  );

/** Starts a batch that packs the counted drafts. */
export const startPacking = (ctx: TenantContext, input: StartBatch) =>
  start(ctx, packMany, input, ["draft"], (count) =>
    count === 1 ? "started packing 1 parcel" : `started packing ${count} parcels`,
  );

/**
 * @returns the job of the batch and the number of its parcels
 * @throws conflict if no parcel is left, or more match than were counted
 */
async function start(
  ctx: TenantContext,
  job: typeof dispatchMany,
  input: StartBatch,
  states: ParcelState[],
  summaryOf: (parcels: number) => string,
): Promise<{ jobId: string; parcels: number }> {
  const jobId = await ctx.jobs.enqueue(job, {});
  const parcels = await addToBatch(ctx, jobId, input, states);
  const entry = { action: job.name, entity: "job", entityId: jobId } as const;
  await ctx.activity.record({ ...entry, summary: summaryOf(parcels), after: { selection: input.selection, parcels } });
  return { jobId, parcels };
}
