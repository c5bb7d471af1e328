import { alphabetical } from "@waybill/db";
import { presence } from "@waybill/db/presence";
import { users } from "@waybill/db/users";
import type { EntityName, Present } from "@waybill/validators";
import { asc, eq, gt, lt, ne, sql } from "drizzle-orm";
import { asInserted, type MemberContext, notFound, requireReading, requireRow } from "../../core/index.ts";

/** The seconds after which a silent tab counts as closed. Pages report every 20. */
const lifetimeSeconds = 45;

/** The tabs that have a page open. */
export class PresenceService {
  readonly #ctx: MemberContext;

  constructor(ctx: MemberContext) {
    this.#ctx = ctx;
  }

  /** The other people on a page, by name, each once. @throws FORBIDDEN without the read permission */
  async others({ entity, entityId }: Present) {
    const { db, inTenant, user } = this.#ctx;
    requireReading(this.#ctx, entity);
    const items = await db
      .select({ id: users.id, name: users.name })
      .from(presence)
      .innerJoin(users, eq(users.id, presence.userId))
      .where(
        inTenant(
          presence,
          eq(presence.entity, entity),
          eq(presence.entityId, entityId),
          ne(presence.userId, user.id),
          gt(presence.expiresAt, sql`now()`),
        ),
      )
      .groupBy(users.id)
      .orderBy(alphabetical(users.name), asc(users.id));
    return { items, nextCursor: null };
  }

  /** Reports an open tab; others are notified of a new one. @throws FORBIDDEN without the read permission */
  async here({ entity, entityId, tabId }: Present): Promise<{ id: string }> {
    const { db, hub, user, tenant, inTenant } = this.#ctx;
    requireReading(this.#ctx, entity);
    await this.#exists(entity, entityId);
    const expiresAt = sql`now() + make_interval(secs => ${lifetimeSeconds})`;
    const [row] = await db
      .insert(presence)
      .values({ tenantId: tenant.id, entity, entityId, tabId, userId: user.id, expiresAt })
      .onConflictDoUpdate({
        target: [presence.tenantId, presence.entity, presence.entityId, presence.tabId],
        set: asInserted({ expiresAt }),
        setWhere: eq(presence.userId, user.id),
      })
      .returning({ isNew: sql<boolean>`xmax = 0` });
    if (row?.isNew) {
      await db.delete(presence).where(inTenant(presence, lt(presence.expiresAt, sql`now()`)));
      await hub.announce("presence", entityId);
    }
    return { id: entityId };
  }

  /** @throws NOT_FOUND if the tenant has no such record */
  async #exists(entity: EntityName, id: string): Promise<void> {
    const { db, inTenant, registry } = this.#ctx;
    const table = registry.entities.get(entity)?.table;
    if (!table) throw notFound(entity);
    const rows = await db
      .select({ id: table.id })
      .from(table)
      .where(inTenant(table, eq(table.id, id)));
    requireRow(rows, entity);
  }

  /** Reports a closed tab. */
  async gone({ entityId, tabId }: Present): Promise<{ id: string }> {
    const { db, hub, user, inTenant } = this.#ctx;
    const left = await db
      .delete(presence)
      .where(
        inTenant(presence, eq(presence.entityId, entityId), eq(presence.tabId, tabId), eq(presence.userId, user.id)),
      )
      .returning({ tabId: presence.tabId });
    if (left.length > 0) await hub.announce("presence", entityId);
    return { id: entityId };
  }
}
