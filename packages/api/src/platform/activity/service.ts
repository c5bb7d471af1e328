import { alphabetical, type Db, preparedQuery } from "@waybill/db";
import { apiKeys } from "@waybill/db/api-keys";
import { activity } from "@waybill/db/core";
import { memberships } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import type { ActivityExport, ActivityFilter, EntityName } from "@waybill/validators";
import { and, asc, desc, eq, lt, sql } from "drizzle-orm";
import { lastIdBefore, type TenantContext } from "../../core/index.ts";
import { NewestList } from "../lists/index.ts";

const columns = {
  id: activity.id,
  action: activity.action,
  entity: activity.entity,
  entityId: activity.entityId,
  summary: activity.summary,
  before: activity.before,
  after: activity.after,
  userId: activity.userId,
  userName: users.name,
  actor: activity.actor,
  actorId: activity.actorId,
  actorName: apiKeys.name,
  ip: activity.ip,
  requestId: activity.requestId,
  createdAt: activity.createdAt,
};

/** The entries of a file. */
interface BatchFilter extends Partial<Omit<ActivityExport, "format">> {
  /** Only entries before this moment. */
  before?: Date;
}

type Fields = Record<string, unknown> | null;

const withoutEmail = (fields: Fields): Fields => {
  const { email: _email, ...rest } = fields ?? {};
  return fields && rest;
};

/** Only people who manage members see the address of an invitation. */
const withoutAddress = <Row extends { entity: EntityName; before: Fields; after: Fields }>(row: Row): Row =>
  row.entity === "invitation" ? { ...row, before: withoutEmail(row.before), after: withoutEmail(row.after) } : row;

const one = (value: string | undefined) => (value ? [value] : []);

const filtersOf = ({ userId, entity, entityId, requestId, from, to }: BatchFilter) => ({
  columns: { userId: one(userId), entity: one(entity), entityId: one(entityId), requestId: one(requestId) },
  days: { from, to },
});

const entriesIn = (db: Db) =>
  db
    .select(columns)
    .from(activity)
    .leftJoin(users, eq(users.id, activity.userId))
    .leftJoin(apiKeys, and(eq(apiKeys.tenantId, activity.tenantId), eq(apiKeys.id, activity.actorId)));

const activityList = new NewestList({
  table: activity,
  rows: (condition) =>
    preparedQuery((db) => entriesIn(db).where(condition).orderBy(desc(activity.id)).limit(sql.placeholder("limit"))),
  columns: {
    entityId: { column: activity.entityId },
    requestId: { column: activity.requestId },
    userId: { column: activity.userId },
    entity: { column: activity.entity },
  },
  time: activity.createdAt,
});

/** The activity log. The hub writes it; entries never change. */
export class ActivityService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** Entries, the newest first. */
  async list({ cursor, limit, ...filter }: ActivityFilter) {
    const { items, nextCursor } = await activityList.page(this.#ctx, { ...filtersOf(filter), cursor, limit });
    return { items: this.#ctx.can("tenants.manageMembers") ? items : items.map(withoutAddress), nextCursor };
  }

  /** The possible actors: members, by name. */
  async people() {
    const { db, inTenant } = this.#ctx;
    const items = await db
      .select({ id: users.id, name: users.name })
      .from(memberships)
      .innerJoin(users, eq(users.id, memberships.userId))
      .where(inTenant(memberships))
      .orderBy(alphabetical(users.name), asc(users.id));
    return { items, nextCursor: null };
  }

  /**
   * Entries after `afterId`, oldest first, in batches for an export. Without IP addresses: other people read the file,
   * and later.
   */
  async exportBatch({ before, ...filter }: BatchFilter, afterId: string | null, limit: number) {
    const { db, inTenant } = this.#ctx;
    const rows = await entriesIn(db)
      .where(
        inTenant(
          activity,
          ...activityList.conditions(this.#ctx, filtersOf(filter)),
          before ? lt(activity.createdAt, before) : undefined,
          afterId ? sql`${activity.id} > ${afterId}::uuid` : undefined,
        ),
      )
      .orderBy(asc(activity.id))
      .limit(limit);
    return rows.map(withoutAddress);
  }

  /**
   * Removes the oldest entries. The database keeps those younger than a month.
   *
   * @returns their number; fewer than `most` if none are left
   */
  async removeBefore(before: Date, most: number): Promise<number> {
    const { db } = this.#ctx;
    const lastId = lastIdBefore(before.getTime());
    const rows = await db.execute(
      sql`select from remove_old_activity(${before.toISOString()}::timestamptz, ${lastId}, ${most})`,
    );
    return rows.length;
  }
}
