import { tenants } from "@waybill/db/tenants";

/** The tenant columns that a context carries. */
export const tenantColumns = {
  id: tenants.id,
  name: tenants.name,
  slug: tenants.slug,
  timeZone: tenants.timeZone,
  version: tenants.version,
  modulesOff: tenants.modulesOff,
};
