import { importInput, itemRow } from "@waybill/validators";
import { defineJob } from "../../core/index.ts";
import { importCsv } from "../../platform/imports/index.ts";
import { itemFields } from "./columns.ts";
import { itemFiles } from "./files.ts";
import { ItemService } from "./service.ts";

/** Imports items from a file. Run twice, it finds the same rows again and changes nothing. */
export const importItems = defineJob({
  name: "items.import",
  title: "Import items",
  readBy: "items.import",
  input: importInput,
  timeoutSeconds: 3600,
  handler: (job) =>
    importCsv(job, {
      files: itemFiles,
      row: itemRow,
      columns: Object.keys(itemRow.shape),
      fields: itemFields,
      keyOf: (row) => row.sku,
      existing: (ctx, skus, lock) => new ItemService(ctx).rowsOf(skus, lock),
      write: (ctx, rows) => new ItemService(ctx).writeRows(rows),
      finish: (ctx) => new ItemService(ctx).imported(),
    }),
});
