import { defineModule } from "../../core/index.ts";
import { carrierOf } from "./carriers/index.ts";
import { dailyDigest, digestMail, mailDigest } from "./digest.ts";
import { published } from "./events.ts";
import { label } from "./files.ts";
import { startCarriage, voidCancelled } from "./handlers.ts";
import { handOver, makeLabel, track, voidShipments } from "./jobs.ts";
import { parcelPermissions } from "./permissions.ts";
import { retryMany } from "./retry.ts";
import { parcelsRouter } from "./router.ts";
import { parcelConstraints, toParcel } from "./rules.ts";

/** Parcels and their dispatch. */
export const parcelsModule = defineModule({
  router: parcelsRouter,
  resources: [parcelPermissions],
  events: published,
  entities: [toParcel],
  handlers: [startCarriage, voidCancelled],
  jobs: [makeLabel, handOver, voidShipments, track, retryMany, mailDigest],
  files: [label],
  mails: [digestMail],
  schedules: [dailyDigest],
  constraints: parcelConstraints,
  clients: (settings) => ({ carrier: carrierOf(settings) }),
});
