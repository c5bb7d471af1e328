import { defineModule } from "../../core/index.ts";
import { activityArchive, archiveActivity, oldActivity } from "./archive.ts";
import { exportActivity } from "./jobs.ts";
import { activityPermissions } from "./permissions.ts";
import { activityRouter } from "./router.ts";

/** The activity log: who did what, from where, on what, before and after. */
export const activityModule = defineModule({
  router: activityRouter,
  resources: [activityPermissions],
  jobs: [exportActivity.job, archiveActivity],
  files: [exportActivity.file, activityArchive],
  retention: { tenant: [oldActivity] },
});
