import { importInput, itemRow } from "@waybill/validators";
import { defineJob } from "../../core/index.ts";
import { importCsv } from "../../platform/imports/index.ts";
import { itemFiles } from "./files.ts";
import { ItemService } from "./service.ts";

/** Imports items from a CSV. Run twice, it writes the same rows again. */
export const importItems = defineJob({
  name: "items.import",
  title: "Import items",
  readBy: "items.import",
  input: importInput,
  timeoutSeconds: 3600,
  onGiveUp: { nothingWaits: "What was written stays, and the job's page says how far it came." },
  handler: (job) =>
    importCsv(job, {
      files: itemFiles,
      row: itemRow,
      columns: Object.keys(itemRow.shape),
      keyOf: (row) => row.sku,
      write: (ctx, rows) => new ItemService(ctx).writeRows(rows),
      finish: (ctx) => new ItemService(ctx).imported(),
    }),
});
