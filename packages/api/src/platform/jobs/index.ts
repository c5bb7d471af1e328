import { jobs } from "@waybill/db/core";
import { defineModule, endedJobs } from "../../core/index.ts";
import { cleanUp, nightly } from "./cleanup.ts";
import { jobPermissions } from "./permissions.ts";
import { hourly, reconcile } from "./reconcile.ts";
import { nightlyRemoval, removeOld } from "./retention.ts";
import { jobsRouter } from "./router.ts";
import { jobConstraints } from "./rules.ts";
import { applySchedule, fireSchedule, followTimeZone } from "./scheduler.ts";

export { coverSinceLast, type Period } from "./covered-period.ts";
export { ManyJobsService } from "./many-jobs.ts";
export { applySchedules, fireSchedule, keySeparator, nextRun, type Scheduler } from "./scheduler.ts";

/** A tenant's jobs and schedules. */
export const jobsModule = defineModule({
  router: jobsRouter,
  resources: [jobPermissions],
  entities: [{ entity: "job", table: jobs }],
  jobs: [applySchedule, cleanUp, fireSchedule, reconcile, removeOld],
  handlers: [followTimeZone],
  schedules: [nightly, hourly, nightlyRemoval],
  retention: { tenant: [endedJobs] },
  constraints: jobConstraints,
  // A worker replaces them by those of the queue; elsewhere there is no scheduler and no queue.
  clients: () => ({
    scheduler: { set: async () => {}, remove: async () => {} },
    reconciler: { reconcileAll: async () => 0 },
  }),
});
