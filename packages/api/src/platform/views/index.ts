import { defineModule } from "../../core/index.ts";
import { published } from "./events.ts";
import { viewPermissions } from "./permissions.ts";
import { viewsRouter } from "./router.ts";

/** Saved views of lists, which the modules declare. */
export const viewsModule = defineModule({ router: viewsRouter, resources: [viewPermissions], events: published });
