import { tenants } from "@waybill/db/tenants";
import type { setKeepDays as setKeepDaysInput } from "@waybill/validators";
import { eq } from "drizzle-orm";
import type { z } from "zod";
import { refuse, requireRow, retentionDays, type TenantContext } from "../../core/index.ts";
import { keepDaysOf, setKeepDays } from "../tenants/index.ts";
import { keepDaysChanged } from "./events.ts";

/** The retention periods of a tenant. */
export class RetentionService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** All data with a retention period. */
  async list() {
    const { registry, settings } = this.#ctx;
    const own = await keepDaysOf(this.#ctx);
    const items = registry.retentions.tenant.map(({ name, title, note, setting, minDays }) => ({
      ...{ name, title, note, minDays },
      days: retentionDays({ name, setting }, settings, own),
      defaultDays: retentionDays({ name, setting }, settings),
      own: Object.hasOwn(own, name),
    }));
    return { items, nextCursor: null };
  }

  /**
   * Sets a retention period in days; the next nightly run removes older data.
   *
   * @param input.days null for the installation's period.
   * @throws not_found, and too_small below the period that the database enforces
   */
  async set({ name, days }: z.output<typeof setKeepDaysInput>): Promise<{ id: string }> {
    const { registry, db, hub, tenant } = this.#ctx;
    const kind = registry.retentions.tenant.find((one) => one.name === name);
    if (!kind) refuse({ path: ["name"], code: "not_found", message: "This retention setting does not exist." });
    if (days !== null && days < kind.minDays) {
      const message = `Enter at least ${kind.minDays} days.`;
      refuse({ path: ["days"], code: "too_small", message, params: { minimum: kind.minDays } });
    }
    const mine = eq(tenants.id, tenant.id);
    // Serialises concurrent changes, so that none is lost.
    const rows = await db.select({ before: tenants.keepDays }).from(tenants).where(mine).for("no key update");
    const { before } = requireRow(rows, "tenant");
    const { [name]: _former, ...others } = before;
    const after = days === null ? others : { ...others, [name]: days };
    if ((before[name] ?? null) === days) return { id: tenant.id };
    await setKeepDays(this.#ctx, tenant.id, after);
    await hub.publish(
      keepDaysChanged,
      { id: tenant.id, what: kind.title, days },
      { before: { keepDays: before }, after: { keepDays: after } },
    );
    return { id: tenant.id };
  }
}
