import { defineModule } from "../../core/index.ts";
import { published } from "./events.ts";
import { rolePermissions } from "./permissions.ts";
import { rolesRouter } from "./router.ts";
import { roleConstraints, toRole } from "./rules.ts";

export { ownRole, permissionsOfRow, refOfRow, roleColumns } from "./columns.ts";
export { RoleService, type RoleView } from "./service.ts";

/** Custom roles of a tenant. */
export const rolesModule = defineModule({
  router: rolesRouter,
  resources: [rolePermissions],
  events: published,
  entities: [toRole],
  constraints: roleConstraints,
});
