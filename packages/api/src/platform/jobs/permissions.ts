import { type PolicyCaller, resource } from "../../core/permissions.ts";

/** A job can be cancelled or retried by its person and by people who manage jobs. */
const ownJob = ({ userId }: { userId: string | null }, caller: PolicyCaller): string | null =>
  (userId !== null && userId === caller.userId) || caller.has("jobs.manage")
    ? null
    : "This job belongs to someone else. You need the permission jobs.manage.";

export const jobPermissions = resource(
  "jobs",
  { read: "viewer", cancel: "dispatcher", retry: "dispatcher", manage: "admin", schedule: "admin" },
  { cancel: ownJob, retry: ownJob },
);

declare module "../../core/permissions.ts" {
  interface PermissionRegistry {
    jobs: typeof jobPermissions;
  }
}
