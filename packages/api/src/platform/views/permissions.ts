import { resource } from "../../core/permissions.ts";

/** Private views belong to their creators; shared ones need a permission to change. */
export const viewPermissions = resource("views", { read: "viewer", save: "viewer", share: "dispatcher" });

declare module "../../core/permissions.ts" {
  interface PermissionRegistry {
    views: typeof viewPermissions;
  }
}
