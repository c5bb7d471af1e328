import { byId, id, scanned } from "@waybill/validators";
import {
  batchEntryFilter,
  batchInput,
  cancelParcel,
  dispatchParcel,
  figuresInput,
  parcelFilter,
} from "@waybill/validators/parcels";
import { z } from "zod";
import { byKey, byPosition, done, listOf, personProcedure, queued, router, tenantProcedure } from "../../core/index.ts";
import { startImport } from "../../platform/imports/index.ts";
import { batchCounts, batchEntries } from "./batches/batch.ts";
import { startDispatch, startPacking } from "./batches/dispatch-many.ts";
import { startPrinting } from "./batches/print-labels.ts";
import { startRetrying } from "./batches/retry-many.ts";
import { figures, overview } from "./dashboard/overview.ts";
import { dispatch } from "./dispatch/dispatch.ts";
import { countSelected, preflight } from "./dispatch/preflight.ts";
import { retry } from "./dispatch/retry.ts";
import { exportParcels } from "./exports/export.ts";
import { parcelFiles } from "./files.ts";
import { importParcels } from "./imports/import-jobs.ts";
import { attentionCounts } from "./list/attention.ts";
import { usedCarriers } from "./list/carriers-in-use.ts";
import { listParcels } from "./list/list.ts";
import {
  attention,
  batch,
  batchEntry,
  counted,
  figures as figuresOut,
  nextReference as nextReferenceOut,
  overview as overviewOut,
  parcel,
  parcelRow,
  preflightOutcome,
  startedBatch,
  step,
  usedCarrier,
} from "./outputs.ts";
import { parcelById } from "./parcel.ts";
import { nextReference, parcelByCode } from "./references.ts";
import {
  createParcelInput,
  exportParcelsInput,
  importParcelsInput,
  retryParcelsInput,
  selectedParcelsInput,
  startBatchInput,
  updateParcelInput,
} from "./rules.ts";
import { ParcelService } from "./service.ts";
import { timeline } from "./timeline.ts";

export const parcelsRouter = router({
  list: tenantProcedure("parcels.read")
    .output(byKey(parcelRow))
    .input(parcelFilter)
    .query(({ ctx, input }) => listParcels(ctx, input)),
  byId: tenantProcedure("parcels.read")
    .output(parcel)
    .input(byId)
    .query(({ ctx, input }) => parcelById(ctx, input.id)),
  byCode: tenantProcedure("parcels.read")
    .output(done.nullable())
    .input(scanned)
    .query(({ ctx, input }) => parcelByCode(ctx, input.code)),
  timeline: tenantProcedure("parcels.read")
    .output(listOf(step))
    .input(byId)
    .query(({ ctx, input }) => timeline(ctx, input.id)),
  carriers: tenantProcedure("parcels.read")
    .output(listOf(usedCarrier))
    .query(({ ctx }) => usedCarriers(ctx)),
  attention: tenantProcedure("parcels.read")
    .output(attention)
    .query(({ ctx }) => attentionCounts(ctx)),
  overview: tenantProcedure("parcels.read")
    .output(overviewOut)
    .query(({ ctx }) => overview(ctx)),
  figures: tenantProcedure("parcels.read")
    .output(figuresOut)
    .input(figuresInput)
    .query(({ ctx, input }) => figures(ctx, input)),
  nextReference: tenantProcedure("parcels.create")
    .output(nextReferenceOut)
    .query(({ ctx }) => nextReference(ctx)),
  create: tenantProcedure("parcels.create")
    .output(done)
    .errors(createParcelInput.refuses)
    .input(createParcelInput)
    .mutation(({ ctx, input }) => new ParcelService(ctx).create(input)),
  update: tenantProcedure("parcels.update")
    .output(done)
    .errors(updateParcelInput.refuses)
    .input(updateParcelInput)
    .mutation(({ ctx, input }) => new ParcelService(ctx).update(input)),
  setPacked: tenantProcedure("parcels.update")
    .output(done)
    .input(z.object({ id, packed: z.boolean() }))
    .mutation(({ ctx, input }) => new ParcelService(ctx).setPacked(input.id, input.packed)),
  dispatch: tenantProcedure("parcels.dispatch")
    .output(done)
    .input(dispatchParcel)
    .mutation(({ ctx, input }) => dispatch(ctx, input.id)),
  count: tenantProcedure("parcels.read")
    .output(counted)
    .errors(selectedParcelsInput.refuses)
    .input(selectedParcelsInput)
    .query(({ ctx, input }) => countSelected(ctx, input.selection)),
  packMany: tenantProcedure("parcels.update")
    .output(startedBatch)
    .errors(startBatchInput.refuses)
    .input(startBatchInput)
    .mutation(({ ctx, input }) => startPacking(ctx, input)),
  preflight: tenantProcedure("parcels.dispatch")
    .output(preflightOutcome)
    .errors(selectedParcelsInput.refuses)
    .input(selectedParcelsInput)
    .query(({ ctx, input }) => preflight(ctx, input.selection)),
  dispatchMany: tenantProcedure("parcels.dispatch")
    .output(startedBatch)
    .errors(startBatchInput.refuses)
    .input(startBatchInput)
    .mutation(({ ctx, input }) => startDispatch(ctx, input)),
  batch: tenantProcedure("parcels.read")
    .output(batch)
    .input(batchInput)
    .query(({ ctx, input }) => batchCounts(ctx, input.batchId)),
  batchEntries: tenantProcedure("parcels.read")
    .output(byPosition(batchEntry))
    .input(batchEntryFilter)
    .query(({ ctx, input }) => batchEntries(ctx, input)),
  printLabels: tenantProcedure("parcels.dispatch")
    .output(queued)
    .input(batchInput)
    .mutation(({ ctx, input }) => startPrinting(ctx, input.batchId)),
  retry: tenantProcedure("parcels.retry")
    .output(done)
    .input(byId)
    .mutation(({ ctx, input }) => retry(ctx, input.id)),
  retryMany: tenantProcedure("parcels.retry")
    .output(queued)
    .errors(retryParcelsInput.refuses)
    .input(retryParcelsInput)
    .mutation(({ ctx, input }) => startRetrying(ctx, input)),
  cancel: tenantProcedure("parcels.cancel")
    .output(done)
    .input(cancelParcel)
    .mutation(({ ctx, input }) => new ParcelService(ctx).cancel(input.id, input.reason)),
  import: tenantProcedure("parcels.import")
    .output(queued)
    .errors(importParcelsInput.refuses)
    .input(importParcelsInput)
    .mutation(({ ctx, input }) => startImport(ctx, { job: importParcels, files: parcelFiles, what: "parcels" }, input)),
  export: personProcedure("parcels.read")
    .output(queued)
    .errors(exportParcelsInput.refuses)
    .input(exportParcelsInput)
    .mutation(({ ctx, input }) => exportParcels.start(ctx, input)),
});
