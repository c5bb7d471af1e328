import { resource } from "../../core/index.ts";

export const itemPermissions = resource("items", {
  read: "viewer",
  create: "dispatcher",
  update: "dispatcher",
  archive: "dispatcher",
  import: "dispatcher",
});

declare module "../../core/permissions.ts" {
  interface PermissionRegistry {
    items: keyof typeof itemPermissions.actions;
  }
}
