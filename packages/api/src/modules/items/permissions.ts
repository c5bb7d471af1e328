import { resource } from "../../core/permissions.ts";

export const itemPermissions = resource("items", {
  read: "viewer",
  create: "dispatcher",
  update: "dispatcher",
  archive: "dispatcher",
  import: "dispatcher",
  receive: "dispatcher",
  count: "dispatcher",
  correct: "dispatcher",
  importCounts: "dispatcher",
});

declare module "../../core/permissions.ts" {
  interface PermissionRegistry {
    items: typeof itemPermissions;
  }
}
