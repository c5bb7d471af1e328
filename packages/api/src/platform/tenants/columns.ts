import { tenants } from "@waybill/db/tenants";
import type { RoleView } from "../roles/index.ts";

/** The tenant columns that a context carries. */
export const tenantColumns = {
  id: tenants.id,
  name: tenants.name,
  slug: tenants.slug,
  timeZone: tenants.timeZone,
  version: tenants.version,
  modulesOff: tenants.modulesOff,
};

/** The role columns of a membership or an invitation. */
export const roleValues = ({ id, builtIn, name }: RoleView) =>
  builtIn ? { role: name as "viewer", customRoleId: null } : { role: null, customRoleId: id };
