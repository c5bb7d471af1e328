import { resource } from "../../core/permissions.ts";

export const tenantPermissions = resource("tenants", {
  read: "viewer",
  update: "admin",
  manageMembers: "admin",
  /** Nobody grants what they lack: so only owners make owners. */
  makeOwners: "owner",
});

declare module "../../core/permissions.ts" {
  interface PermissionRegistry {
    tenants: typeof tenantPermissions;
  }
}
