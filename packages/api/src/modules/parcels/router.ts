import { byId, cancelParcel, dispatchParcel, id, parcelFilter } from "@waybill/validators";
import { z } from "zod";
import { router, tenantProcedure } from "../../core/index.ts";
import { attentionCounts } from "./attention.ts";
import { DispatchParcel } from "./dispatch.ts";
import { RetryParcel, retryMany } from "./retry.ts";
import { createParcelInput, retryParcelsInput, updateParcelInput } from "./rules.ts";
import { ParcelService } from "./service.ts";
import { summary } from "./summary.ts";

export const parcelsRouter = router({
  list: tenantProcedure("parcels.read")
    .input(parcelFilter)
    .query(({ ctx, input }) => new ParcelService(ctx).list(input)),
  byId: tenantProcedure("parcels.read")
    .input(byId)
    .query(({ ctx, input }) => new ParcelService(ctx).byId(input.id)),
  timeline: tenantProcedure("parcels.read")
    .input(byId)
    .query(({ ctx, input }) => new ParcelService(ctx).timeline(input.id)),
  attention: tenantProcedure("parcels.read").query(({ ctx }) => attentionCounts(ctx)),
  summary: tenantProcedure("parcels.read").query(({ ctx }) => summary(ctx)),
  nextReference: tenantProcedure("parcels.create").query(({ ctx }) => new ParcelService(ctx).nextReference()),
  create: tenantProcedure("parcels.create")
    .input(createParcelInput)
    .mutation(({ ctx, input }) => new ParcelService(ctx).create(input)),
  update: tenantProcedure("parcels.update")
    .input(updateParcelInput)
    .mutation(({ ctx, input }) => new ParcelService(ctx).update(input)),
  setPacked: tenantProcedure("parcels.update")
    .input(z.object({ id, packed: z.boolean() }))
    .mutation(({ ctx, input }) => new ParcelService(ctx).setPacked(input.id, input.packed)),
  dispatch: tenantProcedure("parcels.dispatch")
    .input(dispatchParcel)
    .mutation(({ ctx, input }) => new DispatchParcel(ctx).run(input.id)),
  retry: tenantProcedure("parcels.retry")
    .input(byId)
    .mutation(({ ctx, input }) => new RetryParcel(ctx).run(input.id)),
  retryMany: tenantProcedure("parcels.retry")
    .input(retryParcelsInput)
    .mutation(async ({ ctx, input }) => ({ jobId: await ctx.jobs.enqueue(retryMany, input) })),
  cancel: tenantProcedure("parcels.cancel")
    .input(cancelParcel)
    .mutation(({ ctx, input }) => new ParcelService(ctx).cancel(input.id, input.reason)),
});
