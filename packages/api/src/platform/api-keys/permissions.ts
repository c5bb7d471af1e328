import { type PolicyCaller, resource } from "../../core/permissions.ts";

/** A key can be revoked by its creator and by people who manage keys. */
const ownKey = ({ userId }: { userId: string }, caller: PolicyCaller): string | null =>
  userId === caller.userId || caller.has("apiKeys.manage")
    ? null
    : "This key belongs to someone else. You need the permission apiKeys.manage.";

export const apiKeyPermissions = resource(
  "apiKeys",
  { read: "dispatcher", create: "dispatcher", revoke: "dispatcher", manage: "admin" },
  { revoke: ownKey },
);

declare module "../../core/permissions.ts" {
  interface PermissionRegistry {
    apiKeys: typeof apiKeyPermissions;
  }
}
