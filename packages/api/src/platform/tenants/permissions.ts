import { resource } from "../../core/permissions.ts";

export const tenantPermissions = resource("tenants", {
  read: "viewer",
  update: "admin",
  manageMembers: "admin",
  /** Makes others owners: who lacks it cannot grant it. */
  own: "owner",
});

declare module "../../core/permissions.ts" {
  interface PermissionRegistry {
    tenants: typeof tenantPermissions;
  }
}
