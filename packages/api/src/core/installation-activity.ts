import type { Db } from "@waybill/db";
import { installationActivity } from "@waybill/db/core";
import { and, eq, sql } from "drizzle-orm";
import type { UserContext, WorkContext } from "./context.ts";

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

/** How many entries each open transaction has. */
const counts = new WeakMap<Db, number>();

/** How many entries a unit of work has left in the installation's activity. */
export const installationEntries = ({ db }: Pick<WorkContext, "db">): number => counts.get(db) ?? 0;

/** Writes an entry, in the transaction of what it tells of. Who did it is who acts in the unit of work. */
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

/** How often a person's reads of one kind are noted at the most. */
const readsNotedEvery = sql`interval '1 hour'`;

/** Notes that somebody read what concerns many tenants; once an hour, since a page that is open reads again and again. */
export async function noteRead(
  ctx: UserContext,
  { action, summary }: Pick<InstallationEntry, "action" | "summary">,
): Promise<void> {
  const { id, userId, createdAt } = installationActivity;
  const [noted] = await ctx.db
    .select({ id })
    .from(installationActivity)
    .where(
      and(
        eq(userId, ctx.user.id),
        eq(installationActivity.action, action),
        sql`${createdAt} > now() - ${readsNotedEvery}`,
      ),
    )
    .limit(1);
  if (!noted) await recordForInstallation(ctx, { action, summary });
}
