import { activity, users } from "@waybill/db";
import type { EntityName, FieldIssue } from "@waybill/validators";
import { and, asc, eq, sql } from "drizzle-orm";
import type { Tenant, TenantContext, WorkContext } from "./context.ts";
import { InputRefused, stale } from "./errors.ts";

/** What a mutation changed: the fields as they were and as they are. Null before a thing was made, and after it is gone. */
export interface Change {
  before?: Record<string, unknown> | null;
  after?: Record<string, unknown> | null;
}

/** One entry of the activity. */
export interface ActivityEntry extends Change {
  /** The event's name, or a procedure's path. */
  action: string;
  entity: EntityName;
  entityId: string | null;
  /** A sentence without its subject: "created the parcel WB-1001". */
  summary: string;
}

/** The record of who did what in a tenant. Entries commit with what they tell of. */
export interface ActivityLog {
  record(entry: ActivityEntry): Promise<void>;
  /** How many entries this unit of work has. */
  readonly count: number;
}

/** Opens the activity of a unit of work. */
export function activityOf({ db, user, actor, requestId }: WorkContext, tenant: Tenant): ActivityLog {
  let count = 0;
  return {
    get count() {
      return count;
    },
    async record({ before, after, ...entry }) {
      count += 1;
      await db.insert(activity).values({
        tenantId: tenant.id,
        ...entry,
        before: before ?? null,
        after: after ?? null,
        userId: user?.id ?? null,
        actor: actor.kind,
        actorId: actor.id,
        ip: actor.ip,
        requestId,
      });
    },
  };
}

/** The fields that differ, as they were and as they are; dates, lists and nulls included. */
export function changed<T extends Record<string, unknown>>(
  before: T,
  after: Partial<Record<keyof T, unknown>>,
): Change {
  const differs = (key: keyof T) => JSON.stringify(before[key] ?? null) !== JSON.stringify(after[key] ?? null);
  const keys = Object.keys(after).filter((key) => key in before && differs(key));
  const pick = (from: Partial<Record<keyof T, unknown>>) =>
    Object.fromEntries(keys.map((key) => [key, from[key] ?? null]));
  return { before: pick(before), after: pick(after) };
}

/**
 * The answer to an update that comes too late: one issue for the whole form, and one at each field that was changed
 * since. It knows them from the activity, whose entries carry the versions.
 *
 * @param version the one that the late update started from.
 */
export async function staleSince(
  { db, tenant }: TenantContext,
  entity: EntityName,
  id: string,
  version: number,
): Promise<InputRefused> {
  const rows = await db
    .select({ after: activity.after, userName: users.name })
    .from(activity)
    .leftJoin(users, eq(users.id, activity.userId))
    .where(
      and(
        eq(activity.tenantId, tenant.id),
        eq(activity.entity, entity),
        eq(activity.entityId, id),
        sql`(${activity.after} ->> 'version')::int > ${version}`,
      ),
    )
    .orderBy(asc(activity.id));
  const byField = new Map<string, FieldIssue>();
  for (const { after, userName } of rows) {
    for (const field of Object.keys(after ?? {}).filter((key) => key !== "version")) {
      const message = `${userName ?? "Somebody"} changed this in the meantime.`;
      byField.set(field, { path: [field], code: "stale", entity, message });
    }
  }
  return new InputRefused([...stale(entity).issues, ...byField.values()]);
}
