import { defineModule } from "../../core/index.ts";
import { oldInstallationActivity } from "./retention.ts";
import { installationRouter } from "./router.ts";

/** The activity log of the installation: operators' actions and the activity of accounts. */
export const installationModule = defineModule({
  router: installationRouter,
  retention: { installation: [oldInstallationActivity] },
});
