import { defineModule } from "../../core/index.ts";
import { published } from "./events.ts";
import { viewPermissions } from "./permissions.ts";
import { viewsRouter } from "./router.ts";

/** Saved views of lists. */
export const viewsModule = defineModule({ router: viewsRouter, resources: [viewPermissions], events: published });
