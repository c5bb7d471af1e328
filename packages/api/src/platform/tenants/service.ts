import { tenants } from "@waybill/db/tenants";
import type { updateTenant } from "@waybill/validators";
import { and, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { changed, type MemberContext, refuse } from "../../core/index.ts";
import { staleSince } from "../stale/index.ts";
import { tenantColumns } from "./columns.ts";
import { secondFactorNotRequired, secondFactorRequired, tenantUpdated } from "./events.ts";

/** The settings of a tenant. */
export class TenantService {
  readonly #ctx: MemberContext;

  constructor(ctx: MemberContext) {
    this.#ctx = ctx;
  }

  /** The organisation, and what the person may do in it. */
  current() {
    const { tenant, roleName, permissions, user, actor, secondFactor } = this.#ctx;
    return {
      ...{ ...tenant, userId: user.id, roleName, support: actor.kind === "support", permissions: [...permissions] },
      secondFactor: {
        requiredFrom: secondFactor.requiredFrom?.toISOString() ?? null,
        ownFrom: secondFactor.ownFrom?.toISOString() ?? null,
        everywhere: secondFactor.everywhere,
        proved: secondFactor.proved,
      },
    };
  }

  /**
   * Requires a second factor of every member, after a time in which they can set one up; or requires none any more. Who
   * is in without one then is let into nothing but the way to set one up, keys and open pages included.
   *
   * @throws not_allowed for who has not proved one: they would shut themselves out
   */
  async requireSecondFactor(input: { required: boolean; graceDays: number }): Promise<{ requiredFrom: string | null }> {
    const { db, hub, tenant, clock, secondFactor } = this.#ctx;
    const { id } = tenant;
    if (input.required && !secondFactor.proved) {
      const message = "Set up a second factor for your own account first, and sign in with it.";
      refuse({ path: ["required"], code: "not_allowed", message });
    }
    const from = input.required ? new Date(clock.now().getTime() + input.graceDays * 86_400_000) : null;
    await db.update(tenants).set({ secondFactorFrom: from }).where(eq(tenants.id, id));
    const requiredFrom = from?.toISOString() ?? null;
    const change = { before: { secondFactorFrom: secondFactor.ownFrom }, after: { secondFactorFrom: from } };
    if (requiredFrom) await hub.publish(secondFactorRequired, { id, from: requiredFrom }, change);
    else await hub.publish(secondFactorNotRequired, { id }, change);
    return { requiredFrom };
  }

  /** Changes the settings that are given. @throws the stale issue where somebody else changed them since `version` */
  async update({ version, ...values }: z.output<typeof updateTenant>) {
    const { db, hub, tenant } = this.#ctx;
    if (values.timeZone && values.timeZone !== tenant.timeZone) await this.#requireTimeZone(values.timeZone);
    const after = { ...values, version: version + 1 };
    const [updated] = await db
      .update(tenants)
      .set(after)
      .where(and(eq(tenants.id, tenant.id), eq(tenants.version, version)))
      .returning(tenantColumns);
    if (!updated) throw await staleSince(this.#ctx, "tenant", tenant.id, version);
    await hub.publish(tenantUpdated, { id: tenant.id, name: updated.name }, changed({ ...tenant }, after));
    return updated;
  }

  /** Days are reckoned by the database, whose list of time zones may be older than ours. */
  async #requireTimeZone(timeZone: string): Promise<void> {
    const { db, savepoint } = this.#ctx;
    await savepoint(() => db.execute(sql`select now() at time zone ${timeZone}`)).catch(() =>
      refuse({
        path: ["timeZone"],
        code: "invalid",
        message: "The database does not support this time zone. Choose another one.",
      }),
    );
  }
}
