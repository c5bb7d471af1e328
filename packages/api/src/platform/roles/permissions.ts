import { resource } from "../../core/permissions.ts";

export const rolePermissions = resource("roles", { read: "viewer", manage: "admin" });

declare module "../../core/permissions.ts" {
  interface PermissionRegistry {
    roles: typeof rolePermissions;
  }
}
