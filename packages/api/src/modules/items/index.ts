import { defineModule } from "../../core/index.ts";
import { published } from "./events.ts";
import { itemFiles } from "./files.ts";
import { importItems } from "./jobs.ts";
import { itemPermissions } from "./permissions.ts";
import { itemsRouter } from "./router.ts";
import { itemConstraints, toItem } from "./rules.ts";

export { toItem };

/** The catalogue. */
export const itemsModule = defineModule({
  router: itemsRouter,
  resources: [itemPermissions],
  events: published,
  entities: [toItem],
  jobs: [importItems],
  files: Object.values(itemFiles),
  constraints: itemConstraints,
});
