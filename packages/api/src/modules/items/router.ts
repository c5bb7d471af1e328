import { byId, scanned } from "@waybill/validators";
import {
  archiveItem,
  correctStock,
  countStock,
  itemFilter,
  movementFilter,
  receiveStock,
  runningOutInput,
} from "@waybill/validators/items";
import { byKey, byPosition, done, listOf, personProcedure, queued, router, tenantProcedure } from "../../core/index.ts";
import { startImport } from "../../platform/imports/index.ts";
import { exportItems } from "./export.ts";
import { countFiles, itemFiles } from "./files.ts";
import { importCounts, importItems } from "./jobs.ts";
import { movements } from "./movements.ts";
import { balance, item, movement, runningOutRow } from "./outputs.ts";
import { createItemInput, exportItemsInput, importCountsInput, importItemsInput, updateItemInput } from "./rules.ts";
import { runningOut } from "./running-out.ts";
import { ItemService } from "./service.ts";
import { StockService } from "./stock.ts";

export const itemsRouter = router({
  list: tenantProcedure("items.read")
    .output(byKey(item))
    .input(itemFilter)
    .query(({ ctx, input }) => new ItemService(ctx).list(input)),
  runningOut: tenantProcedure("items.read")
    .output(listOf(runningOutRow))
    .input(runningOutInput)
    .query(({ ctx, input }) => runningOut(ctx, input)),
  byId: tenantProcedure("items.read")
    .output(item)
    .input(byId)
    .query(({ ctx, input }) => new ItemService(ctx).byId(input.id)),
  byCode: tenantProcedure("items.read")
    .output(done.nullable())
    .input(scanned)
    .query(({ ctx, input }) => new ItemService(ctx).byCode(input.code)),
  create: tenantProcedure("items.create")
    .output(done)
    .errors(createItemInput.refuses)
    .input(createItemInput)
    .mutation(({ ctx, input }) => new ItemService(ctx).create(input)),
  update: tenantProcedure("items.update")
    .output(done)
    .errors(updateItemInput.refuses)
    .input(updateItemInput)
    .mutation(({ ctx, input }) => new ItemService(ctx).update(input)),
  archive: tenantProcedure("items.archive")
    .output(done)
    .input(archiveItem)
    .mutation(({ ctx, input }) => new ItemService(ctx).archive(input.id, input.archived)),
  import: tenantProcedure("items.import")
    .output(queued)
    .errors(importItemsInput.refuses)
    .input(importItemsInput)
    .mutation(({ ctx, input }) => startImport(ctx, { job: importItems, files: itemFiles, what: "items" }, input)),
  export: personProcedure("items.read")
    .output(queued)
    .errors(exportItemsInput.refuses)
    .input(exportItemsInput)
    .mutation(({ ctx, input }) => exportItems.start(ctx, input)),
  movements: tenantProcedure("items.read")
    .output(byPosition(movement))
    .input(movementFilter)
    .query(({ ctx, input }) => movements(ctx, input)),
  receive: tenantProcedure("items.receive")
    .output(balance)
    .input(receiveStock)
    .mutation(({ ctx, input }) => new StockService(ctx).receive(input)),
  count: tenantProcedure("items.count")
    .output(balance)
    .input(countStock)
    .mutation(({ ctx, input }) => new StockService(ctx).count(input)),
  correct: tenantProcedure("items.correct")
    .output(balance)
    .input(correctStock)
    .mutation(({ ctx, input }) => new StockService(ctx).correct(input)),
  importCounts: tenantProcedure("items.importCounts")
    .output(queued)
    .errors(importCountsInput.refuses)
    .input(importCountsInput)
    .mutation(({ ctx, input }) => startImport(ctx, { job: importCounts, files: countFiles, what: "counts" }, input)),
});
