import { alphabetical } from "@waybill/db";
import { memberships, tenants } from "@waybill/db/tenants";
import { asc, eq } from "drizzle-orm";
import type { Tenant, UserContext } from "../../core/index.ts";
import { tenantCreated } from "./events.ts";
import { addMember, addTenant } from "./rows.ts";

/** The organisations of a person, outside any tenant. */
export class OwnTenants {
  readonly #ctx: UserContext;

  constructor(ctx: UserContext) {
    this.#ctx = ctx;
  }

  /** The person's organisations, by name. */
  async list() {
    const items = await this.#ctx.db
      .select({ id: tenants.id, name: tenants.name, slug: tenants.slug })
      .from(memberships)
      .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
      .where(eq(memberships.userId, this.#ctx.user.id))
      .orderBy(alphabetical(tenants.name), asc(tenants.id));
    return { items, nextCursor: null };
  }

  /** Whether the slug is free. */
  async slugAvailable(slug: string): Promise<{ available: boolean }> {
    const rows = await this.#ctx.db.select({ id: tenants.id }).from(tenants).where(eq(tenants.slug, slug));
    return { available: rows.length === 0 };
  }

  /** Creates an organisation with the person as its owner. */
  async create(input: { name: string; slug: string }): Promise<Tenant> {
    const tenant = await addTenant(this.#ctx, input);
    const inside = this.#ctx.enterTenant(tenant);
    await addMember(inside, tenant.id, this.#ctx.user.id, { role: "owner" });
    await inside.hub.publish(tenantCreated, { id: tenant.id, name: tenant.name }, { after: input });
    return tenant;
  }
}
