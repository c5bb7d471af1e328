import { defineModule } from "../../core/index.ts";
import { dispatchMany, packMany } from "./batches/dispatch-many.ts";
import { printLabels } from "./batches/print-labels.ts";
import { retryMany } from "./batches/retry-many.ts";
import { carrierOf } from "./carriers/index.ts";
import { dailyDigest, digestMail, mailDigest } from "./dashboard/digest.ts";
import { checkTallies, followTimeZone, nightlyTallies, reportTallies } from "./dashboard/tallies.ts";
import { writeDemoParcels } from "./demo.ts";
import { published } from "./events.ts";
import { exportParcels } from "./exports/export.ts";
import { label, labelSheet, parcelFiles } from "./files.ts";
import { startCarriage, voidCancelled } from "./handlers.ts";
import { importParcels } from "./imports/import-jobs.ts";
import { handOver, makeLabel, track, voidShipments } from "./jobs.ts";
import { parcelSearchProvider, parcelView } from "./list/list.ts";
import { parcelPermissions } from "./permissions.ts";
import { parcelsRouter } from "./router.ts";
import { parcelConstraints, toParcel } from "./rules.ts";

/** Parcels and their dispatch. */
export const parcelsModule = defineModule({
  needs: ["items", "places", "tags"],
  router: parcelsRouter,
  resources: [parcelPermissions],
  events: published,
  entities: [toParcel],
  searches: [parcelSearchProvider],
  lists: [parcelView],
  handlers: [startCarriage, voidCancelled, followTimeZone],
  jobs: [
    ...[makeLabel, handOver, voidShipments, track, retryMany, dispatchMany, packMany, printLabels],
    ...[mailDigest, importParcels, exportParcels.job, checkTallies, reportTallies],
  ],
  files: [label, labelSheet, ...Object.values(parcelFiles), exportParcels.file],
  mails: [digestMail],
  schedules: [dailyDigest, nightlyTallies],
  constraints: parcelConstraints,
  clients: (settings) => ({ carrier: carrierOf(settings) }),
  demo: { write: writeDemoParcels, packer: ["parcels.read", "parcels.update"] },
});
