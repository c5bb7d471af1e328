import { defineModule } from "../../core/index.ts";
import { published } from "./events.ts";
import { supportRouter } from "./router.ts";

/** How operators of the installation look into a tenant: for a reason, for a time, and seen by it. */
export const supportModule = defineModule({ router: supportRouter, events: published });
