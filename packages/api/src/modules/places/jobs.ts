import { importInput, placeRow } from "@waybill/validators";
import { defineJob } from "../../core/index.ts";
import { importCsv } from "../../platform/imports/index.ts";
import { placeFiles } from "./files.ts";
import { PlaceService } from "./service.ts";

/** Imports places from a CSV. Run twice, it writes the same rows again. */
export const importPlaces = defineJob({
  name: "places.import",
  title: "Import places",
  readBy: "places.import",
  input: importInput,
  timeoutSeconds: 3600,
  onGiveUp: { nothingWaits: "What was written stays, and the job's page says how far it came." },
  handler: (job) =>
    importCsv(job, {
      files: placeFiles,
      row: placeRow,
      columns: ["code", "name", "country", "city"],
      keyOf: (row) => row.code,
      write: (ctx, rows) => new PlaceService(ctx).writeRows(rows),
      finish: (ctx) => new PlaceService(ctx).imported(),
    }),
});
