import { importJobInput } from "@waybill/validators";
import { defineJob } from "../../../core/index.ts";
import { importTable } from "../../../platform/imports/index.ts";
import { parcelsImported } from "../events.ts";
import { parcelFiles } from "../files.ts";
import { parcelFields } from "./columns.ts";
import { applyParcels } from "./import.ts";

/** Imports parcels from a file. Idempotent. */
export const importParcels = defineJob({
  name: "parcels.import",
  title: "Import parcels",
  readBy: "parcels.import",
  needs: "parcels.import",
  input: importJobInput,
  timeoutSeconds: 3600,
  onGiveUp: { noDependents: "Rows that were already imported are kept. The job's page shows the progress." },
  run: (job) =>
    importTable(job, {
      files: parcelFiles,
      fields: parcelFields,
      key: "reference",
      grouped: true,
      batchSize: 200,
      apply: applyParcels,
      finish: ({ hub }) => hub.publish(parcelsImported, {}),
    }),
});
