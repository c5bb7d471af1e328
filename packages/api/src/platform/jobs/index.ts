import { defineModule } from "../../core/index.ts";
import { jobPermissions } from "./permissions.ts";
import { jobsRouter } from "./router.ts";

/** What a tenant sees of its jobs. */
export const jobsModule = defineModule({ router: jobsRouter, resources: [jobPermissions] });
