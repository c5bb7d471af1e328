import { defineModule } from "../../core/index.ts";
import { carryOut } from "./jobs.ts";
import { oldActions } from "./retention.ts";
import { queuesRouter } from "./router.ts";

/** The queues of all tenants, for operators: state, and actions on their jobs. */
export const queuesModule = defineModule({
  router: queuesRouter,
  jobs: [carryOut],
  retention: { installation: [oldActions] },
});
