import { resource } from "../../core/permissions.ts";

export const placePermissions = resource("places", {
  read: "viewer",
  create: "dispatcher",
  update: "dispatcher",
  import: "dispatcher",
  delete: "admin",
});

declare module "../../core/permissions.ts" {
  interface PermissionRegistry {
    places: typeof placePermissions;
  }
}
