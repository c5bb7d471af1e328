import { countRow, importInput, itemRow } from "@waybill/validators";
import { defineJob } from "../../core/index.ts";
import { importCsv } from "../../platform/imports/index.ts";
import { itemCountsImported } from "./events.ts";
import { countFiles, itemFiles } from "./files.ts";
import { ItemService } from "./service.ts";
import { StockService } from "./stock.ts";

/** Imports items from a CSV, without their stock. Run twice, it writes the same rows again. */
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

/** Imports counts of stock from a CSV. Run again after an interruption, it counts nothing twice. */
export const importCounts = defineJob({
  name: "items.importCounts",
  title: "Import counts",
  readBy: "items.importCounts",
  input: importInput,
  timeoutSeconds: 3600,
  onGiveUp: { nothingWaits: "What was counted stays, and the job's page says how far it came." },
  handler: (job) =>
    importCsv(job, {
      files: countFiles,
      row: countRow,
      columns: ["sku", "counted"],
      keyOf: (row) => row.sku,
      write: (ctx, rows) => new StockService(ctx).writeCounts(rows),
      finish: (ctx) => ctx.hub.publish(itemCountsImported, {}),
    }),
});
