import { resource } from "../../core/permissions.ts";

export const activityPermissions = resource("activity", { read: "admin", export: "admin" });

declare module "../../core/permissions.ts" {
  interface PermissionRegistry {
    activity: typeof activityPermissions;
  }
}
