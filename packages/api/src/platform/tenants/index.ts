import { defineModule } from "../../core/index.ts";
import { tenantPermissions } from "./permissions.ts";
import { tenantsRouter } from "./router.ts";
import { tenantConstraints } from "./rules.ts";

/** Organisations, their members, and invitations. */
export const tenantsModule = defineModule({
  router: tenantsRouter,
  resources: [tenantPermissions],
  constraints: tenantConstraints,
});
