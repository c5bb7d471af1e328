import { resource } from "../../core/permissions.ts";

/** A person's own views are theirs; what others see too, only some may change. */
export const viewPermissions = resource("views", { read: "viewer", save: "viewer", share: "dispatcher" });

declare module "../../core/permissions.ts" {
  interface PermissionRegistry {
    views: typeof viewPermissions;
  }
}
