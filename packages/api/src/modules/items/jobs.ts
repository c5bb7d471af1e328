import { importJobInput } from "@waybill/validators";
import { itemRow } from "@waybill/validators/items";
import { defineJob } from "../../core/index.ts";
import { importRows, importTable } from "../../platform/imports/index.ts";
import { countFields, itemFields } from "./columns.ts";
import { applyCounts } from "./counts.ts";
import { itemCountsImported } from "./events.ts";
import { countFiles, itemFiles } from "./files.ts";
import { ItemService } from "./service.ts";

/** Imports items from a file, without stock. Idempotent. */
export const importItems = defineJob({
  name: "items.import",
  title: "Import items",
  readBy: "items.import",
  needs: "items.import",
  input: importJobInput,
  timeoutSeconds: 3600,
  onGiveUp: { noDependents: "Rows that were already imported are kept. The job's page shows the progress." },
  run: (job) =>
    importRows(job, {
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

/** Imports stock counts from a file. Idempotent: a second run counts nothing twice. */
export const importCounts = defineJob({
  name: "items.importCounts",
  title: "Import stock counts",
  readBy: "items.importCounts",
  needs: "items.importCounts",
  input: importJobInput,
  timeoutSeconds: 3600,
  onGiveUp: { noDependents: "Counts that were already recorded are kept. The job's page shows the progress." },
  run: (job) =>
    importTable(job, {
      files: countFiles,
      fields: countFields,
      key: "sku",
      grouped: false,
      batchSize: 1000,
      apply: applyCounts,
      finish: ({ hub }) => hub.publish(itemCountsImported, {}),
    }),
});
