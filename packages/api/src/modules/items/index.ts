import { defineModule } from "../../core/index.ts";
import { published } from "./events.ts";
import { exportItems } from "./export.ts";
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
  jobs: [importItems, exportItems.job],
  files: [...Object.values(itemFiles), exportItems.file],
  constraints: itemConstraints,
});
