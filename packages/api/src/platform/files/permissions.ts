import { resource } from "../../core/permissions.ts";

export const filePermissions = resource("files", { read: "viewer", create: "dispatcher", remove: "admin" });

declare module "../../core/permissions.ts" {
  interface PermissionRegistry {
    files: typeof filePermissions;
  }
}
