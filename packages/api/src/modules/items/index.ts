import { defineModule } from "../../core/index.ts";
import { published } from "./events.ts";
import { importItems } from "./jobs.ts";
import { itemPermissions } from "./permissions.ts";
import { itemsRouter } from "./router.ts";
import { itemConstraints } from "./rules.ts";

export { toItem } from "./rules.ts";

/** The catalogue. */
export const itemsModule = defineModule({
  router: itemsRouter,
  resources: [itemPermissions],
  events: published,
  jobs: [importItems],
  constraints: itemConstraints,
});
