import { defineModule } from "../../core/index.ts";
import { replayEvents } from "./jobs.ts";
import { eventPermissions } from "./permissions.ts";
import { oldEvents } from "./retention.ts";
import { eventsRouter } from "./router.ts";

/** What a person sees of the message hub. */
export const eventsModule = defineModule({
  router: eventsRouter,
  resources: [eventPermissions],
  jobs: [replayEvents],
  retention: { tenant: [oldEvents] },
});
