import { resource } from "../../core/permissions.ts";

export const eventPermissions = resource("events", { read: "admin", replay: "admin" });

declare module "../../core/permissions.ts" {
  interface PermissionRegistry {
    events: typeof eventPermissions;
  }
}
