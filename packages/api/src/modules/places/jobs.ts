import { importJobInput } from "@waybill/validators";
import { placeRow, postcodeWarning } from "@waybill/validators/places";
import { defineJob } from "../../core/index.ts";
import { importRows } from "../../platform/imports/index.ts";
import { placeFields } from "./columns.ts";
import { placeFiles } from "./files.ts";
import { PlaceService } from "./service.ts";

/** Imports places from a file. Idempotent. */
export const importPlaces = defineJob({
  name: "places.import",
  title: "Import places",
  readBy: "places.import",
  needs: "places.import",
  input: importJobInput,
  timeoutSeconds: 3600,
  onGiveUp: { noDependents: "Rows that were already imported are kept. The job's page shows the progress." },
  run: (job) =>
    importRows(job, {
      files: placeFiles,
      row: placeRow,
      columns: ["code", "name", "country", "city"],
      fields: placeFields,
      keyOf: (row) => row.code,
      existing: (ctx, codes, lock) => new PlaceService(ctx).rowsOf(codes, lock),
      warn({ postcode, country }) {
        const reason = postcodeWarning(postcode, country);
        return reason ? [{ field: "postcode", reason }] : [];
      },
      write: (ctx, rows) => new PlaceService(ctx).writeRows(rows),
      finish: (ctx) => new PlaceService(ctx).imported(),
    }),
});
