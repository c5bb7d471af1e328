import { defineModule } from "../../core/index.ts";
import { replayEvents } from "./jobs.ts";
import { eventPermissions } from "./permissions.ts";
import { oldEvents } from "./retention.ts";
import { eventsRouter } from "./router.ts";

/** The message hub as people see it. */
export const eventsModule = defineModule({
  router: eventsRouter,
  resources: [eventPermissions],
  jobs: [replayEvents],
  retention: { tenant: [oldEvents] },
});
