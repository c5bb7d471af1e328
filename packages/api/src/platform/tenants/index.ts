import { defineModule } from "../../core/index.ts";
import { published } from "./events.ts";
import { invitationMail } from "./mails.ts";
import { tenantPermissions } from "./permissions.ts";
import { tenantsRouter } from "./router.ts";
import { tenantConstraints } from "./rules.ts";

export { tenantColumns } from "./columns.ts";
export { memberLeft, memberRemoved, tenantUpdated } from "./events.ts";
export { everyTenant, forEveryTenant, runTenantSteps } from "./every-tenant.ts";
export {
  addMember,
  addTenant,
  keepDaysOf,
  makeMemberOwner,
  removeTenantRows,
  restoreTenant,
  setKeepDays,
  setModulesOff,
} from "./rows.ts";
export { createTenantInput } from "./rules.ts";

/** Organisations, their members, and invitations. */
export const tenantsModule = defineModule({
  router: tenantsRouter,
  resources: [tenantPermissions],
  events: published,
  mails: [invitationMail],
  constraints: tenantConstraints,
});
