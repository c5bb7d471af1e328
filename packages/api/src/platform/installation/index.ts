import { defineModule } from "../../core/index.ts";
import { oldInstallationActivity } from "./retention.ts";
import { installationRouter } from "./router.ts";

/** What operators did, and what happened to accounts: the activity that belongs to no tenant. */
export const installationModule = defineModule({
  router: installationRouter,
  retention: { installation: [oldInstallationActivity] },
});
