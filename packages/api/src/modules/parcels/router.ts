import { byId, id, scanned } from "@waybill/validators";
import { batchEntryFilter, batchInput, cancelParcel, dispatchParcel, parcelFilter } from "@waybill/validators/parcels";
import { z } from "zod";
import { personProcedure, router, tenantProcedure } from "../../core/index.ts";
import { beginImport } from "../../platform/imports/index.ts";
import { attentionCounts } from "./attention.ts";
import { batchCounts, batchEntries } from "./batch.ts";
import { DispatchParcel } from "./dispatch.ts";
import { beginDispatch, beginPacking } from "./dispatch-many.ts";
import { exportParcels } from "./export.ts";
import { parcelFiles } from "./files.ts";
import { importParcels } from "./import-jobs.ts";
import { countSelected, preflight } from "./preflight.ts";
import { beginPrinting } from "./print-labels.ts";
import { RetryParcel, retryMany } from "./retry.ts";
import {
  beginBatchInput,
  createParcelInput,
  exportParcelsInput,
  importParcelsInput,
  retryParcelsInput,
  selectedParcelsInput,
  updateParcelInput,
} from "./rules.ts";
import { ParcelService } from "./service.ts";
import { summary } from "./summary.ts";

export const parcelsRouter = router({
  list: tenantProcedure("parcels.read")
    .input(parcelFilter)
    .query(({ ctx, input }) => new ParcelService(ctx).list(input)),
  byId: tenantProcedure("parcels.read")
    .input(byId)
    .query(({ ctx, input }) => new ParcelService(ctx).byId(input.id)),
  byCode: tenantProcedure("parcels.read")
    .input(scanned)
    .query(({ ctx, input }) => new ParcelService(ctx).byCode(input.code)),
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
  count: tenantProcedure("parcels.read")
    .input(selectedParcelsInput)
    .query(({ ctx, input }) => countSelected(ctx, input.selection)),
  packMany: tenantProcedure("parcels.update")
    .input(beginBatchInput)
    .mutation(({ ctx, input }) => beginPacking(ctx, input)),
  preflight: tenantProcedure("parcels.dispatch")
    .input(selectedParcelsInput)
    .query(({ ctx, input }) => preflight(ctx, input.selection)),
  dispatchMany: tenantProcedure("parcels.dispatch")
    .input(beginBatchInput)
    .mutation(({ ctx, input }) => beginDispatch(ctx, input)),
  batch: tenantProcedure("parcels.read")
    .input(batchInput)
    .query(({ ctx, input }) => batchCounts(ctx, input.batchId)),
  batchEntries: tenantProcedure("parcels.read")
    .input(batchEntryFilter)
    .query(({ ctx, input }) => batchEntries(ctx, input)),
  printLabels: tenantProcedure("parcels.dispatch")
    .input(batchInput)
    .mutation(({ ctx, input }) => beginPrinting(ctx, input.batchId)),
  retry: tenantProcedure("parcels.retry")
    .input(byId)
    .mutation(({ ctx, input }) => new RetryParcel(ctx).run(input.id)),
  retryMany: tenantProcedure("parcels.retry")
    .input(retryParcelsInput)
    .mutation(async ({ ctx, input }) => ({ jobId: await ctx.jobs.enqueue(retryMany, input) })),
  cancel: tenantProcedure("parcels.cancel")
    .input(cancelParcel)
    .mutation(({ ctx, input }) => new ParcelService(ctx).cancel(input.id, input.reason)),
  import: tenantProcedure("parcels.import")
    .input(importParcelsInput)
    .mutation(({ ctx, input }) => beginImport(ctx, { job: importParcels, files: parcelFiles, what: "parcels" }, input)),
  export: personProcedure("parcels.read")
    .input(exportParcelsInput)
    .mutation(({ ctx, input }) => exportParcels.begin(ctx, input)),
});
