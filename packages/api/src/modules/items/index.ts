import { defineModule } from "../../core/index.ts";
import { importItems } from "./jobs.ts";
import { itemPermissions } from "./permissions.ts";
import { itemsRouter } from "./router.ts";
import { itemConstraints } from "./rules.ts";

export { toItem } from "./rules.ts";

/** The catalogue. */
export const itemsModule = defineModule({
  router: itemsRouter,
  resources: [itemPermissions],
  jobs: [importItems],
  constraints: itemConstraints,
});
