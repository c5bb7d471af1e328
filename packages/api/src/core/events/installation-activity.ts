import type { Db } from "@waybill/db";
import { installationActivity } from "@waybill/db/core";
import { and, eq, sql } from "drizzle-orm";
import type { UserContext, WorkContext } from "../context.ts";

/** An entry of the installation's activity: actions of operators, and security events of accounts. */
export interface InstallationEntry {
  /** A procedure's path or an event: `account.passwordChanged`. */
  action: string;
  /** A sentence without its subject: "changed the password". */
  summary: string;
  /** The account concerned. */
  subjectUserId?: string | null;
  /** The tenant concerned. */
  subjectTenantId?: string | null;
  /** Parameters of the action. Never a secret or a tenant's payload. */
  details?: Record<string, unknown>;
}

/** Number of entries by open transaction. */
const counts = new WeakMap<Db, number>();

/** Number of entries of a unit of work. */
export const installationEntries = ({ db }: Pick<WorkContext, "db">): number => counts.get(db) ?? 0;

/** Records an entry in the transaction of the action. The actor is the unit of work's. */
export async function recordForInstallation(
  { db, user, actor, requestId }: Pick<WorkContext, "db" | "user" | "actor" | "requestId">,
  entry: InstallationEntry,
): Promise<void> {
  counts.set(db, (counts.get(db) ?? 0) + 1);
  const details = actor.kind === "command" ? { ...entry.details, by: "command line" } : entry.details;
  await db
    .insert(installationActivity)
    .values({ ...entry, details: details ?? null, userId: user?.id ?? null, ip: actor.ip, requestId });
}

/** The shortest time between two entries about the same kind of read. */
const readEntryInterval = sql`interval '1 hour'`;

/** Records that an operator read data of many tenants; at most once an hour, because open pages repeat their reads. */
export async function recordRead(
  ctx: UserContext,
  { action, summary }: Pick<InstallationEntry, "action" | "summary">,
): Promise<void> {
  const { id, userId, createdAt } = installationActivity;
  const [recent] = await ctx.db
    .select({ id })
    .from(installationActivity)
    .where(
      and(
        eq(userId, ctx.user.id),
        eq(installationActivity.action, action),
        sql`${createdAt} > now() - ${readEntryInterval}`,
      ),
    )
    .limit(1);
  if (!recent) await recordForInstallation(ctx, { action, summary });
}
