import { itemPermissions } from "./modules/items/permissions.ts";
import { parcelPermissions } from "./modules/parcels/permissions.ts";
import { placePermissions } from "./modules/places/permissions.ts";
import { tagPermissions } from "./modules/tags/permissions.ts";
import { activityPermissions } from "./platform/activity/permissions.ts";
import { apiKeyPermissions } from "./platform/api-keys/permissions.ts";
import { eventPermissions } from "./platform/events/permissions.ts";
import { filePermissions } from "./platform/files/permissions.ts";
import { jobPermissions } from "./platform/jobs/permissions.ts";
import { modulePermissions } from "./platform/modules/permissions.ts";
import { rolePermissions } from "./platform/roles/permissions.ts";
import { tenantPermissions } from "./platform/tenants/permissions.ts";
import { viewPermissions } from "./platform/views/permissions.ts";

// Permissions and policies for decisions in the browser, without the code behind them.

export { type Access, accessOf, type ObjectOf, type Permission } from "./core/permissions.ts";

/** All resources with their policies. A test compares this list with the modules. */
export const resources = [
  activityPermissions,
  apiKeyPermissions,
  eventPermissions,
  filePermissions,
  itemPermissions,
  jobPermissions,
  modulePermissions,
  parcelPermissions,
  placePermissions,
  rolePermissions,
  tagPermissions,
  tenantPermissions,
  viewPermissions,
];
