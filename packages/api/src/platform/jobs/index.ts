import { jobs } from "@waybill/db";
import { defineModule } from "../../core/index.ts";
import { cleanUp, nightly } from "./cleanup.ts";
import { jobPermissions } from "./permissions.ts";
import { jobsRouter } from "./router.ts";
import { applySchedule, fireSchedule, followTimeZone } from "./schedules.ts";

export { fireSchedule, type Scheduler } from "./schedules.ts";

/** What a tenant sees of its jobs, and the clock that runs some of them. */
export const jobsModule = defineModule({
  router: jobsRouter,
  resources: [jobPermissions],
  entities: [{ entity: "job", table: jobs, id: jobs.id }],
  jobs: [applySchedule, cleanUp, fireSchedule],
  handlers: [followTimeZone],
  schedules: [nightly],
  // A worker replaces it by the queue's; elsewhere nothing runs by the clock.
  clients: () => ({ scheduler: { set: async () => {}, remove: async () => {} } }),
});
