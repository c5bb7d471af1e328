import { defineModule } from "../../core/index.ts";
import { httpCarrier } from "./carriers/http.ts";
import { simulatedCarrier } from "./carriers/simulated.ts";
import { dailyDigest, digestMail, mailDigest } from "./digest.ts";
import { published } from "./events.ts";
import { exportParcels } from "./export.ts";
import { label, parcelFiles } from "./files.ts";
import { startCarriage } from "./handlers.ts";
import { importParcels } from "./import-jobs.ts";
import { handOver, makeLabel, track } from "./jobs.ts";
import { parcelPermissions } from "./permissions.ts";
import { parcelsRouter } from "./router.ts";
import { parcelConstraints, toParcel } from "./rules.ts";

/** Parcels and their dispatch. */
export const parcelsModule = defineModule({
  router: parcelsRouter,
  resources: [parcelPermissions],
  events: published,
  entities: [toParcel],
  handlers: [startCarriage],
  jobs: [makeLabel, handOver, track, mailDigest, importParcels, exportParcels.job],
  files: [label, ...Object.values(parcelFiles), exportParcels.file],
  mails: [digestMail],
  schedules: [dailyDigest],
  constraints: parcelConstraints,
  clients: ({ CARRIER_URL, CARRIER_TOKEN }) => ({
    carrier: CARRIER_URL ? httpCarrier(CARRIER_URL, CARRIER_TOKEN) : simulatedCarrier(),
  }),
});
