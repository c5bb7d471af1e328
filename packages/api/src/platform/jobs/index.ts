import { defineModule } from "../../core/index.ts";
import { cleanUp, nightly } from "./cleanup.ts";
import { jobPermissions } from "./permissions.ts";
import { jobsRouter } from "./router.ts";
import { jobConstraints } from "./rules.ts";
import { applySchedule, fireSchedule, followTimeZone } from "./schedules.ts";

export { ManyJobsService } from "./many.ts";
export { fireSchedule, keySeparator, nextRun, type Scheduler } from "./schedules.ts";

/** What a tenant sees of its jobs, and the clock that runs some of them. */
export const jobsModule = defineModule({
  router: jobsRouter,
  resources: [jobPermissions],
  jobs: [applySchedule, cleanUp, fireSchedule],
  handlers: [followTimeZone],
  schedules: [nightly],
  constraints: jobConstraints,
  // A worker replaces it by the queue's; elsewhere nothing runs by the clock.
  clients: () => ({ scheduler: { set: async () => {}, remove: async () => {} } }),
});
