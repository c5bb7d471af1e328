import { byId, scanned } from "@waybill/validators";
import {
  archiveItem,
  correctStock,
  countStock,
  itemFilter,
  movementFilter,
  receiveStock,
} from "@waybill/validators/items";
import { personProcedure, router, tenantProcedure } from "../../core/index.ts";
import { beginImport } from "../../platform/imports/index.ts";
import { exportItems } from "./export.ts";
import { countFiles, itemFiles } from "./files.ts";
import { importCounts, importItems } from "./jobs.ts";
import { createItemInput, exportItemsInput, importCountsInput, importItemsInput, updateItemInput } from "./rules.ts";
import { ItemService } from "./service.ts";
import { StockService } from "./stock.ts";

export const itemsRouter = router({
  list: tenantProcedure("items.read")
    .input(itemFilter)
    .query(({ ctx, input }) => new ItemService(ctx).list(input)),
  byId: tenantProcedure("items.read")
    .input(byId)
    .query(({ ctx, input }) => new ItemService(ctx).byId(input.id)),
  byCode: tenantProcedure("items.read")
    .input(scanned)
    .query(({ ctx, input }) => new ItemService(ctx).byCode(input.code)),
  create: tenantProcedure("items.create")
    .input(createItemInput)
    .mutation(({ ctx, input }) => new ItemService(ctx).create(input)),
  update: tenantProcedure("items.update")
    .input(updateItemInput)
    .mutation(({ ctx, input }) => new ItemService(ctx).update(input)),
  archive: tenantProcedure("items.archive")
    .input(archiveItem)
    .mutation(({ ctx, input }) => new ItemService(ctx).archive(input.id, input.archived)),
  import: tenantProcedure("items.import")
    .input(importItemsInput)
    .mutation(({ ctx, input }) => beginImport(ctx, { job: importItems, files: itemFiles, what: "items" }, input)),
  export: personProcedure("items.read")
    .input(exportItemsInput)
    .mutation(({ ctx, input }) => exportItems.begin(ctx, input)),
  movements: tenantProcedure("items.read")
    .input(movementFilter)
    .query(({ ctx, input }) => new StockService(ctx).movements(input)),
  receive: tenantProcedure("items.receive")
    .input(receiveStock)
    .mutation(({ ctx, input }) => new StockService(ctx).receive(input)),
  count: tenantProcedure("items.count")
    .input(countStock)
    .mutation(({ ctx, input }) => new StockService(ctx).count(input)),
  correct: tenantProcedure("items.correct")
    .input(correctStock)
    .mutation(({ ctx, input }) => new StockService(ctx).correct(input)),
  importCounts: tenantProcedure("items.importCounts")
    .input(importCountsInput)
    .mutation(({ ctx, input }) => beginImport(ctx, { job: importCounts, files: countFiles, what: "counts" }, input)),
});
