import { installationActivity } from "@waybill/db";
import type { WorkContext } from "./context.ts";

/** One entry of the installation's activity: what operators do, and what happens to accounts. */
export interface InstallationEntry {
  /** A procedure's path, or what happened: `account.passwordChanged`. */
  action: string;
  /** A sentence without its subject: "changed the password". */
  summary: string;
  /** Whose account it is about. */
  subjectUserId?: string | null;
  /** Which tenant it is about. */
  subjectTenantId?: string | null;
  /** What it was done with. Never a secret, nor a payload of a tenant. */
  details?: Record<string, unknown>;
}

/** Writes an entry, in the transaction of what it tells of. Who did it is who acts in the unit of work. */
export async function recordForInstallation(
  { db, user, actor, requestId }: Pick<WorkContext, "db" | "user" | "actor" | "requestId">,
  entry: InstallationEntry,
): Promise<void> {
  await db.insert(installationActivity).values({ ...entry, userId: user?.id ?? null, ip: actor.ip, requestId });
}
