import { newId } from "@waybill/db";
import { activity } from "@waybill/db/core";
import type { ActorKind, EntityName } from "@waybill/validators";
import { type SQL, sql } from "drizzle-orm";
import type { Tenant, WorkContext } from "./context.ts";

/** What a mutation changed: the fields as they were and as they are. Null before a thing was made, and after it is gone. */
export interface FieldChanges {
  before?: Record<string, unknown> | null;
  after?: Record<string, unknown> | null;
}

/** One entry of the activity. */
export interface ActivityEntry extends FieldChanges {
  /** The event's name, or a procedure's path. */
  action: string;
  entity: EntityName;
  entityId: string | null;
  /** A sentence without its subject: "created the parcel WB-1001". */
  summary: string;
  /** What acted, where it is something else than the unit of work says: an operator, by a job of the installation. */
  actor?: ActorKind;
}

/** The record of who did what in a tenant. Entries commit with what they tell of. */
export interface ActivityLog {
  record(entry: ActivityEntry): Promise<void>;
  /** The entry for {@link insertActivity}: a statement that writes it beside something else. It counts as recorded. */
  rowOf(entry: ActivityEntry): ActivityRow;
  /** How many entries this unit of work has. */
  readonly count: number;
}

/** An entry as its row, but for the time. */
type ActivityRow = Required<Omit<typeof activity.$inferInsert, "createdAt">>;

const json = (value: unknown) => (value ? JSON.stringify(value) : null);

/** Writes one entry, as a part of a larger statement. */
export const insertActivity = (row: ActivityRow): SQL => sql`
  insert into ${activity} (tenant_id, id, action, entity, entity_id, summary, before, after, user_id, actor, actor_id, ip,
    request_id)
  values (${row.tenantId}, ${row.id}, ${row.action}, ${row.entity}, ${row.entityId}, ${row.summary}, ${json(row.before)},
    ${json(row.after)}, ${row.userId}, ${row.actor}, ${row.actorId}, ${row.ip}, ${row.requestId})`;

/** Opens the activity of a unit of work. */
export function activityOf({ db, user, actor, requestId }: WorkContext, tenant: Tenant): ActivityLog {
  let count = 0;
  const rowOf = ({ actor: other, before = null, after = null, ...entry }: ActivityEntry): ActivityRow => {
    count += 1;
    return {
      ...{ ...entry, before, after },
      ...{ tenantId: tenant.id, id: newId(), requestId },
      ...{ userId: user?.id ?? null, actor: other ?? actor.kind, actorId: other ? null : actor.id, ip: actor.ip },
    };
  };
  return {
    get count() {
      return count;
    },
    rowOf,
    record: async (entry) => void (await db.insert(activity).values(rowOf(entry))),
  };
}

/** The fields that differ, as they were and as they are; dates, lists and nulls included. */
export function changed<T extends Record<string, unknown>>(
  before: T,
  after: Partial<Record<keyof T, unknown>>,
): FieldChanges {
  const differs = (key: keyof T) => JSON.stringify(before[key] ?? null) !== JSON.stringify(after[key] ?? null);
  const keys = Object.keys(after).filter((key) => key in before && differs(key));
  const pick = (from: Partial<Record<keyof T, unknown>>) =>
    Object.fromEntries(keys.map((key) => [key, from[key] ?? null]));
  return { before: pick(before), after: pick(after) };
}
