import { defineModule } from "../../core/index.ts";
import { published } from "./events.ts";
import { supportRouter } from "./router.ts";

/** Support access of operators to a tenant: with a reason, for a limited time, and visible to the tenant. */
export const supportModule = defineModule({ router: supportRouter, events: published });
