import { newId } from "@waybill/db";
import { activity } from "@waybill/db/core";
import type { ActorKind, EntityName } from "@waybill/validators";
import { type SQL, sql } from "drizzle-orm";
import type { Tenant, WorkContext } from "../context.ts";

/** The changed fields, before and after. `before` is null for a new entity, `after` for a deleted one. */
export interface FieldChanges {
  before?: Record<string, unknown> | null;
  after?: Record<string, unknown> | null;
}

export interface ActivityEntry extends FieldChanges {
  /** An event's name, or a procedure's path. */
  action: string;
  entity: EntityName;
  entityId: string | null;
  /** A sentence without its subject: "created the parcel WB-1001". */
  summary: string;
  /** The actor, if it differs from the unit of work's: an operator, through a job of the installation. */
  actor?: ActorKind;
}

/** The activity of a tenant: who did what. Entries are committed with the change. */
export interface ActivityLog {
  record(entry: ActivityEntry): Promise<void>;
  /**
   * The row of an entry, for {@link insertActivity}: a statement that writes it together with something else. It counts as
   * recorded.
   */
  rowOf(entry: ActivityEntry): ActivityRow;
  /** Number of entries of this unit of work. */
  readonly count: number;
}

/** The row of an entry, without its time. */
type ActivityRow = Required<Omit<typeof activity.$inferInsert, "createdAt">>;

const json = (value: unknown) => (value ? JSON.stringify(value) : null);

const given = sql.placeholder;

/** SQL that inserts one entry, as part of a larger prepared statement. Its values are {@link activityValues}. */
export const insertActivity = (): SQL => sql`
  insert into ${activity} (tenant_id, id, action, entity, entity_id, summary, before, after, user_id, actor, actor_id, ip,
    request_id)
  values (${given("tenantId")}, ${given("entryId")}, ${given("action")}, ${given("entity")}, ${given("entityId")},
    ${given("summary")}, ${given("before")}, ${given("after")}, ${given("userId")}, ${given("actor")}, ${given("actorId")},
    ${given("ip")}, ${given("requestId")})`;

/** The values of {@link insertActivity}. */
export const activityValues = ({ id: entryId, before, after, ...row }: ActivityRow) => ({
  ...row,
  entryId,
  before: json(before),
  after: json(after),
});

/** The activity of a unit of work. */
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

/** The fields that differ, before and after; compares dates, lists and nulls by value. */
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
