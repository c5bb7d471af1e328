import { resource } from "../../core/index.ts";

export const placePermissions = resource("places", {
  read: "viewer",
  create: "dispatcher",
  update: "dispatcher",
  import: "dispatcher",
});

declare module "../../core/permissions.ts" {
  interface PermissionRegistry {
    places: keyof typeof placePermissions.actions;
  }
}
