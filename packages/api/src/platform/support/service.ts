import { supportAccess } from "@waybill/db/support";
import { users } from "@waybill/db/users";
import { and, desc, eq, gt, isNull, sql } from "drizzle-orm";
import { recordForInstallation, requireRow, type TenantContext } from "../../core/index.ts";
import { supportEnded } from "./events.ts";

export const active = and(gt(supportAccess.expiresAt, sql`now()`), isNull(supportAccess.endedAt));

/** The tenant's view of support access. */
export class SupportService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** All accesses, newest first. */
  async list() {
    const { db, inTenant } = this.#ctx;
    const items = await db
      .select({
        id: supportAccess.id,
        userName: users.name,
        reason: supportAccess.reason,
        createdAt: supportAccess.createdAt,
        expiresAt: supportAccess.expiresAt,
        endedAt: supportAccess.endedAt,
        active: sql<boolean>`${supportAccess.endedAt} is null and ${supportAccess.expiresAt} > now()`,
      })
      .from(supportAccess)
      .innerJoin(users, eq(users.id, supportAccess.userId))
      .where(inTenant(supportAccess))
      .orderBy(desc(supportAccess.id))
      .limit(50);
    return { items, nextCursor: null };
  }

  /** Revokes an operator's access. */
  async revoke(id: string): Promise<{ id: string }> {
    const { db, hub, inTenant, tenant } = this.#ctx;
    const rows = await db
      .select({ reason: supportAccess.reason, userId: supportAccess.userId })
      .from(supportAccess)
      .where(inTenant(supportAccess, eq(supportAccess.id, id)));
    const { reason, userId } = requireRow(rows, "tenant");
    const ended = await db
      .update(supportAccess)
      .set({ endedAt: sql`now()` })
      .where(inTenant(supportAccess, eq(supportAccess.id, id), isNull(supportAccess.endedAt)))
      .returning({ id: supportAccess.id });
    if (ended.length === 0) return { id };
    await hub.publish(supportEnded, { id, reason });
    await recordForInstallation(this.#ctx, {
      action: "support.revoke",
      summary: `revoked an operator's support access to ${tenant.name}`,
      subjectUserId: userId,
      subjectTenantId: tenant.id,
    });
    return { id };
  }
}
