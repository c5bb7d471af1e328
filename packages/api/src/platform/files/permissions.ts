import { resource } from "../../core/index.ts";

export const filePermissions = resource("files", { read: "viewer", create: "dispatcher" });

declare module "../../core/permissions.ts" {
  interface PermissionRegistry {
    files: keyof typeof filePermissions.actions;
  }
}
