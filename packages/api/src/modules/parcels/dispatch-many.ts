import type { BeginBatch, ParcelState } from "@waybill/validators/parcels";
import { z } from "zod";
import { defineJob, type TenantContext } from "../../core/index.ts";
import { enterBatch, workThrough } from "./batch.ts";
import { DispatchParcel } from "./dispatch.ts";
import { departingStates } from "./preflight.ts";
import { ParcelService } from "./service.ts";

const onGiveUp = {
  nothingWaits: "Parcels that it did not get to are as they were; its page counts them, and it can run again.",
};

/**
 * Dispatches the parcels of its batch, each alone; a draft is packed on the way. Killed and run again, it goes on with
 * those that have no outcome, and dispatches none twice.
 */
export const dispatchMany = defineJob({
  name: "parcels.dispatchMany",
  title: "Dispatch parcels",
  readBy: "parcels.read",
  needs: "parcels.dispatch",
  input: z.object({}),
  timeoutSeconds: 3600,
  onGiveUp,
  handler: (job) =>
    workThrough(job, { done: "dispatched" }, (ctx, id) => new DispatchParcel(ctx).run(id, { packs: true })),
});

/** Packs the drafts of its batch, each alone. Run again, it goes on with those that have no outcome. */
export const packMany = defineJob({
  name: "parcels.packMany",
  title: "Mark parcels as packed",
  readBy: "parcels.read",
  needs: "parcels.update",
  input: z.object({}),
  timeoutSeconds: 3600,
  onGiveUp,
  handler: (job) => workThrough(job, { done: "packed" }, (ctx, id) => new ParcelService(ctx).setPacked(id, true)),
});

/** Begins a batch of dispatches, of the parcels that a preflight counted. */
export const beginDispatch = (ctx: TenantContext, input: BeginBatch) =>
  begin(ctx, dispatchMany, "began to dispatch", input, departingStates(ctx));

/** Begins to pack the drafts among parcels that were counted. */
export const beginPacking = (ctx: TenantContext, input: BeginBatch) =>
  begin(ctx, packMany, "began to pack", input, ["draft"]);

/**
 * @returns the batch's job, and how many parcels it has
 * @throws conflict where no parcel is left, or more match than were counted
 */
async function begin(
  ctx: TenantContext,
  job: typeof dispatchMany,
  began: string,
  input: BeginBatch,
  states: ParcelState[],
): Promise<{ jobId: string; parcels: number }> {
  const jobId = await ctx.jobs.enqueue(job, {});
  const parcels = await enterBatch(ctx, jobId, input, states);
  const summary = `${began} ${parcels} ${parcels === 1 ? "parcel" : "parcels"}`;
  const entry = { action: job.name, entity: "job", entityId: jobId } as const;
  await ctx.activity.record({ ...entry, summary, after: { selection: input.selection, parcels } });
  return { jobId, parcels };
}
