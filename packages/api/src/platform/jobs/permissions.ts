import { resource } from "../../core/index.ts";

export const jobPermissions = resource("jobs", { read: "viewer", cancel: "dispatcher" });

declare module "../../core/permissions.ts" {
  interface PermissionRegistry {
    jobs: keyof typeof jobPermissions.actions;
  }
}
