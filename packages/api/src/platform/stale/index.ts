import { activity } from "@waybill/db/core";
import { users } from "@waybill/db/users";
import type { ActorKind, EntityName, FieldIssue } from "@waybill/validators";
import { asc, eq, sql } from "drizzle-orm";
import { InputRefused, stale, type TenantContext } from "../../core/index.ts";

/**
 * The refusal of a late update: an issue for the form, and one at each field changed since. Reads the changes from the
 * activity, whose entries have versions.
 *
 * @param version the base of the late update.
 */
export async function staleSince(
  { db, inTenant }: TenantContext,
  entity: EntityName,
  id: string,
  version: number,
): Promise<InputRefused> {
  const rows = await db
    .select({ after: activity.after, userName: users.name, actor: activity.actor })
    .from(activity)
    .leftJoin(users, eq(users.id, activity.userId))
    .where(
      inTenant(
        activity,
        eq(activity.entity, entity),
        eq(activity.entityId, id),
        sql`(${activity.after} ->> 'version')::int > ${version}`,
      ),
    )
    .orderBy(asc(activity.id));
  const byField = new Map<string, FieldIssue>();
  for (const { after, userName, actor } of rows) {
    const message = messageOf(actor, userName);
    for (const field of Object.keys(after ?? {}).filter((key) => key !== "version")) {
      byField.set(field, { path: [field], code: "stale", entity, message });
    }
  }
  return new InputRefused([...stale(entity).issues, ...byField.values()]);
}

function messageOf(actor: ActorKind, userName: string | null): string {
  if (actor === "job" || actor === "system") return "The system changed this in the meantime.";
  return userName ? `${userName} changed this in the meantime.` : "Someone changed this in the meantime.";
}
