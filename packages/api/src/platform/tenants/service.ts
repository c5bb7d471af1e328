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

  /** The current organisation and the caller's permissions. */
  current() {
    const { tenant, roleName, permissions, user, actor, secondFactorState } = this.#ctx;
    return {
      ...{ ...tenant, userId: user.id, roleName, support: actor.kind === "support", permissions: [...permissions] },
      secondFactor: {
        requiredFrom: secondFactorState.requiredFrom?.toISOString() ?? null,
        ownFrom: secondFactorState.ownFrom?.toISOString() ?? null,
        everywhere: secondFactorState.everywhere,
        proved: secondFactorState.proved,
      },
    };
  }

  /**
   * Requires a second factor of all members after a grace period, or lifts the requirement. Members without one can
   * then only set one up; keys and open pages included.
   *
   * @throws not_allowed for a caller without one, who would lock themselves out
   */
  async requireSecondFactor(input: { required: boolean; graceDays: number }): Promise<{ requiredFrom: string | null }> {
    const { db, hub, tenant, clock, secondFactorState } = this.#ctx;
    const { id } = tenant;
    if (input.required && !secondFactorState.proved) {
      const message = "Set up a second factor for your own account first, and sign in with it.";
      refuse({ path: ["required"], code: "not_allowed", message });
    }
    const from = input.required ? new Date(clock.now().getTime() + input.graceDays * 86_400_000) : null;
    await db.update(tenants).set({ secondFactorFrom: from }).where(eq(tenants.id, id));
    const requiredFrom = from?.toISOString() ?? null;
    const change = { before: { secondFactorFrom: secondFactorState.ownFrom }, after: { secondFactorFrom: from } };
    if (requiredFrom) await hub.publish(secondFactorRequired, { id, from: requiredFrom }, change);
    else await hub.publish(secondFactorNotRequired, { id }, change);
    return { requiredFrom };
  }

  /** Changes the given settings. @throws the stale issue if someone else has changed them since `version` */
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

  /** The database computes days; its list of time zones may be older. */
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
