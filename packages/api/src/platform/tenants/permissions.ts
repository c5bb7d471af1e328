import { resource } from "../../core/index.ts";

export const tenantPermissions = resource("tenants", {
  read: "viewer",
  update: "admin",
  manageMembers: "admin",
});

declare module "../../core/permissions.ts" {
  interface PermissionRegistry {
    tenants: keyof typeof tenantPermissions.actions;
  }
}
