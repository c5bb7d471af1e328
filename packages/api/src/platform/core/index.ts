import { defineModule, removeOldCounts } from "../../core/index.ts";
import { coreRouter } from "./router.ts";

export type { LiveChange } from "./live.ts";

/** Whether the process lives, and what changes while it does. */
export const coreModule = defineModule({ router: coreRouter, cleanUp: removeOldCounts });
