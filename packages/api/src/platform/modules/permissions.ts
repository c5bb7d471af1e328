import { resource } from "../../core/permissions.ts";

export const modulePermissions = resource("modules", { read: "viewer", switch: "admin" });

declare module "../../core/permissions.ts" {
  interface PermissionRegistry {
    modules: typeof modulePermissions;
  }
}
