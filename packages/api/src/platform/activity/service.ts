import { apiKeys } from "@waybill/db/api-keys";
import { activity } from "@waybill/db/core";
import { memberships } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import type { ActivityExport, ActivityFilter, EntityName } from "@waybill/validators";
import { and, asc, desc, eq, lt, type SQL, sql } from "drizzle-orm";
import { cursorPageOf, lastIdBefore, onDays, type TenantContext } from "../../core/index.ts";

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

/** The activity log. The hub writes it; entries never change. */
export class ActivityService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** Entries, the newest first. */
  async list({ cursor, limit, ...filter }: ActivityFilter) {
    const rows = await this.#select(
      and(this.#matching(filter), cursor ? lt(activity.id, sql`${cursor}::uuid`) : undefined),
    )
      .orderBy(desc(activity.id))
      .limit(limit + 1);
    const shown = this.#ctx.can("tenants.manageMembers") ? rows : rows.map(withoutAddress);
    return cursorPageOf(shown, limit, ({ id }) => id);
  }

  /** The possible actors: members, by name. */
  async people() {
    const { db, inTenant } = this.#ctx;
    const items = await db
      .select({ id: users.id, name: users.name })
      .from(memberships)
      .innerJoin(users, eq(users.id, memberships.userId))
      .where(inTenant(memberships))
      .orderBy(asc(users.name));
    return { items, nextCursor: null };
  }

  /**
   * Entries after `afterId`, oldest first, in batches for an export. Without IP addresses: other people read the file,
   * and later.
   */
  async exportBatch({ before, ...filter }: BatchFilter, afterId: string | null, limit: number) {
    const after = afterId ? sql`${activity.id} > ${afterId}::uuid` : undefined;
    const rows = await this.#select(
      and(this.#matching(filter), before ? lt(activity.createdAt, before) : undefined, after),
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

  #select(where: SQL | undefined) {
    return this.#ctx.db
      .select(columns)
      .from(activity)
      .leftJoin(users, eq(users.id, activity.userId))
      .leftJoin(apiKeys, and(eq(apiKeys.tenantId, activity.tenantId), eq(apiKeys.id, activity.actorId)))
      .where(where);
  }

  #matching({ userId, entity, entityId, requestId, from, to }: Omit<BatchFilter, "before">): SQL {
    const { tenant, inTenant } = this.#ctx;
    return inTenant(
      activity,
      userId ? eq(activity.userId, userId) : undefined,
      entity ? eq(activity.entity, entity) : undefined,
      entityId ? eq(activity.entityId, entityId) : undefined,
      requestId ? eq(activity.requestId, requestId) : undefined,
      onDays(tenant.timeZone, activity.createdAt, { from, to }),
    );
  }
}
