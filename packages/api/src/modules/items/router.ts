import { archiveItem, byId, itemExport, itemFilter } from "@waybill/validators";
import { router, tenantProcedure } from "../../core/index.ts";
import { beginImport } from "../../platform/imports/index.ts";
import { exportItems } from "./export.ts";
import { itemFiles } from "./files.ts";
import { importItems } from "./jobs.ts";
import { createItemInput, importItemsInput, updateItemInput } from "./rules.ts";
import { ItemService } from "./service.ts";

export const itemsRouter = router({
  list: tenantProcedure("items.read")
    .input(itemFilter)
    .query(({ ctx, input }) => new ItemService(ctx).list(input)),
  byId: tenantProcedure("items.read")
    .input(byId)
    .query(({ ctx, input }) => new ItemService(ctx).byId(input.id)),
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
  export: tenantProcedure("items.read")
    .input(itemExport)
    .mutation(({ ctx, input }) => exportItems.begin(ctx, input)),
});
