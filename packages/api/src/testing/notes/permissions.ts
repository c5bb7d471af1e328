import { resource } from "../../core/permissions.ts";

export const notePermissions = resource("notes", {
  read: "viewer",
  create: "dispatcher",
  update: "dispatcher",
  import: "dispatcher",
  delete: "admin",
});

declare module "../../core/permissions.ts" {
  interface PermissionRegistry {
    notes: typeof notePermissions;
  }
}
