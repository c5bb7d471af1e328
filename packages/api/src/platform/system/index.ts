import { defineModule, removeOldCounts } from "../../core/index.ts";
import { systemRouter } from "./router.ts";

export type { LiveChange } from "./live.ts";

/** The health of the process, and live changes. */
export const systemModule = defineModule({ router: systemRouter, cleanUp: removeOldCounts });
