import { tenants } from "@waybill/db/tenants";
import type { setKeepDays as setKeepDaysInput } from "@waybill/validators";
import { eq } from "drizzle-orm";
import type { z } from "zod";
import { daysKept, found, refuse, type TenantContext } from "../../core/index.ts";
import { keepDaysOf, setKeepDays } from "../tenants/index.ts";
import { keepDaysChanged } from "./events.ts";

/** How long things of a tenant are kept. */
export class RetentionService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** Everything that is removed after a while. */
  async list() {
    const { registry, settings } = this.#ctx;
    const own = await keepDaysOf(this.#ctx);
    const items = registry.retentions.tenant.map(({ name, title, note, setting, fewestDays }) => ({
      ...{ name, title, note, fewestDays },
      days: daysKept({ name, setting }, settings, own),
      usualDays: daysKept({ name, setting }, settings),
      own: Object.hasOwn(own, name),
    }));
    return { items, nextCursor: null };
  }

  /**
   * Says for how many days the tenant keeps something; the next night removes what is older.
   *
   * @param input.days null for as long as the installation keeps it.
   * @throws not_found, and too_small where the database keeps it for longer in any case
   */
  async set({ name, days }: z.output<typeof setKeepDaysInput>): Promise<{ id: string }> {
    const { registry, db, hub, tenant } = this.#ctx;
    const kind = registry.retentions.tenant.find((one) => one.name === name);
    if (!kind) refuse({ path: ["name"], code: "not_found", message: "This retention setting does not exist." });
    if (days !== null && days < kind.fewestDays) {
      const message = `Enter at least ${kind.fewestDays} days.`;
      refuse({ path: ["days"], code: "too_small", message, params: { minimum: kind.fewestDays } });
    }
    const mine = eq(tenants.id, tenant.id);
    // Two that change it do it one after the other: neither loses what the other has set.
    const rows = await db.select({ before: tenants.keepDays }).from(tenants).where(mine).for("no key update");
    const { before } = found(rows, "tenant");
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
