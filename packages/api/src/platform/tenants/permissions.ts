import { resource } from "../../core/permissions.ts";

export const tenantPermissions = resource("tenants", {
  read: "viewer",
  update: "admin",
  manageMembers: "admin",
  /** No one can grant permissions that they do not have, so only owners appoint owners. */
  makeOwners: "owner",
});

declare module "../../core/permissions.ts" {
  interface PermissionRegistry {
    tenants: typeof tenantPermissions;
  }
}
