import { defineModule } from "../../core/index.ts";
import { writeDemoItems } from "./demo.ts";
import { published } from "./events.ts";
import { exportItems } from "./export.ts";
import { countFiles, itemFiles } from "./files.ts";
import { importCounts, importItems } from "./jobs.ts";
import { itemView } from "./list.ts";
import { itemPermissions } from "./permissions.ts";
import { itemsRouter } from "./router.ts";
import { itemConstraints, toItem } from "./rules.ts";
import { itemSearchProvider } from "./service.ts";

export { writeCounts } from "./counts.ts";
export { type PastMovement, writeDemoStock } from "./demo.ts";
export { ItemService } from "./service.ts";
export { shortage } from "./shortages.ts";
export { StockService } from "./stock.ts";
export { toItem };

/** The catalogue, and its stock. */
export const itemsModule = defineModule({
  needs: ["tags"],
  router: itemsRouter,
  resources: [itemPermissions],
  events: published,
  entities: [toItem],
  lists: [itemView],
  searches: [itemSearchProvider],
  jobs: [importItems, importCounts, exportItems.job],
  files: [...[itemFiles, countFiles].flatMap((kinds) => Object.values(kinds)), exportItems.file],
  constraints: itemConstraints,
  demo: { write: writeDemoItems, packer: ["items.read"] },
});
