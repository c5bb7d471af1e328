import { resource } from "../../core/permissions.ts";

export const tagPermissions = resource("tags", {
  read: "viewer",
  create: "dispatcher",
  update: "dispatcher",
  delete: "admin",
});

declare module "../../core/permissions.ts" {
  interface PermissionRegistry {
    tags: typeof tagPermissions;
  }
}
