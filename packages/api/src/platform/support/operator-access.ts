import { alphabetical } from "@waybill/db";
import { supportAccess } from "@waybill/db/support";
import { tenants } from "@waybill/db/tenants";
import { and, asc, desc, eq, ilike, isNull, or, sql } from "drizzle-orm";
import { contains, recordForInstallation, refuse, requireRow, type UserContext } from "../../core/index.ts";
import { tenantColumns } from "../tenants/index.ts";
import { supportEnded, supportStarted } from "./events.ts";
import { active } from "./service.ts";

/** Operators' access to tenants. */
export class OperatorService {
  readonly #ctx: UserContext;

  constructor(ctx: UserContext) {
    this.#ctx = ctx;
  }

  /** Up to fifty tenants, by name. */
  async tenants(search: string | undefined) {
    const pattern = search ? contains(search) : "";
    const items = await this.#ctx.db
      .select({ ...tenantColumns, createdAt: tenants.createdAt })
      .from(tenants)
      .where(search ? or(ilike(tenants.name, pattern), ilike(tenants.slug, pattern)) : undefined)
      .orderBy(alphabetical(tenants.name), asc(tenants.id))
      .limit(50);
    return { items, nextCursor: null };
  }

  /** The operator's open accesses. */
  async current() {
    const { db, user } = this.#ctx;
    const items = await db
      .select({
        id: supportAccess.id,
        tenantName: tenants.name,
        tenantSlug: tenants.slug,
        reason: supportAccess.reason,
        expiresAt: supportAccess.expiresAt,
      })
      .from(supportAccess)
      .innerJoin(tenants, eq(tenants.id, supportAccess.tenantId))
      .where(and(eq(supportAccess.userId, user.id), active))
      .orderBy(desc(supportAccess.id));
    return { items, nextCursor: null };
  }

  /** Starts read-only access for a limited time, recorded in the tenant's activity. */
  async start(input: { tenant: string; reason: string; minutes: number }): Promise<{ id: string; slug: string }> {
    const { reason, minutes } = input;
    const [tenant] = await this.#ctx.db
      .select(tenantColumns)
      .from(tenants)
      .where(or(eq(tenants.slug, input.tenant), sql`${tenants.id}::text = ${input.tenant}`))
      .orderBy(desc(sql`${tenants.id}::text = ${input.tenant}`))
      .limit(1);
    if (!tenant) {
      refuse({
        path: ["tenant"],
        code: "not_found",
        entity: "tenant",
        message: "No organisation has this URL name.",
      });
    }
    const { db, hub } = this.#ctx.enterTenant(tenant);
    const rows = await db
      .insert(supportAccess)
      .values({
        tenantId: tenant.id,
        userId: this.#ctx.user.id,
        reason,
        expiresAt: sql`now() + make_interval(mins => ${minutes})`,
      })
      .returning({ id: supportAccess.id });
    const { id } = requireRow(rows, "tenant");
    await hub.publish(supportStarted, { id, reason }, { after: { reason, minutes } });
    await recordForInstallation(this.#ctx, {
      action: "support.start",
      summary: `started support access to ${tenant.name}`,
      subjectTenantId: tenant.id,
      details: { reason, minutes },
    });
    return { id, slug: tenant.slug };
  }

  /** Ends an own access early. */
  async end(id: string): Promise<{ id: string }> {
    const [row] = await this.#ctx.db
      .select({ ...tenantColumns, reason: supportAccess.reason })
      .from(supportAccess)
      .innerJoin(tenants, eq(tenants.id, supportAccess.tenantId))
      .where(and(eq(supportAccess.id, id), eq(supportAccess.userId, this.#ctx.user.id), active));
    if (!row) return { id };
    const { reason, ...tenant } = row;
    const { db, hub, inTenant } = this.#ctx.enterTenant(tenant);
    const ended = await db
      .update(supportAccess)
      .set({ endedAt: sql`now()` })
      .where(inTenant(supportAccess, eq(supportAccess.id, id), isNull(supportAccess.endedAt)))
      .returning({ id: supportAccess.id });
    if (ended.length === 0) return { id };
    await hub.publish(supportEnded, { id, reason });
    await recordForInstallation(this.#ctx, {
      action: "support.end",
      summary: `ended support access to ${tenant.name}`,
      subjectTenantId: tenant.id,
    });
    return { id };
  }
}
