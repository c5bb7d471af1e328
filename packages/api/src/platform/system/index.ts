import { defineModule, removeOldCounts } from "../../core/index.ts";
import { systemRouter } from "./router.ts";

export type { LiveChange } from "./live.ts";

/** Whether the process lives, and what changes while it does. */
export const systemModule = defineModule({ router: systemRouter, cleanUp: removeOldCounts });
