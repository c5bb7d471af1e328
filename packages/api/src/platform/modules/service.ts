import { tenants } from "@waybill/db/tenants";
import type { switchModule } from "@waybill/validators";
import { eq } from "drizzle-orm";
import type { z } from "zod";
import { found, refuse, type TenantContext, withDependents, withNeeds } from "../../core/index.ts";
import { setModulesOff } from "../tenants/index.ts";
import { modulesSwitchedOff, modulesSwitchedOn } from "./events.ts";

/** The business modules of a tenant: which it has on. */
export class ModuleService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** Every business module of the installation, with what it needs and whether the tenant has it on. */
  list() {
    const { registry, tenant } = this.#ctx;
    const items = [...registry.switches].map(([name, needs]) => ({
      name,
      needs: [...needs],
      neededBy: [...withDependents(registry, name)].filter((other) => other !== name),
      on: !tenant.modulesOff.includes(name),
    }));
    return { items, nextCursor: null };
  }

  /**
   * Switches a module. Its data stays.
   *
   * @param input.together whether what it needs is switched on with it, and what needs it switched off.
   * @returns the modules that were switched, none where it was so already.
   * @throws not_found, and conflict where others would have to be switched too
   */
  async switch({ name, on, together }: z.output<typeof switchModule>): Promise<{ switched: string[] }> {
    const { registry, db, hub, tenant } = this.#ctx;
    if (!registry.switches.has(name)) {
      refuse({ path: ["name"], code: "not_found", message: "This module does not exist." });
    }
    const mine = eq(tenants.id, tenant.id);
    // Two that switch do it one after the other: otherwise each would miss what the other needs.
    const rows = await db.select({ off: tenants.modulesOff }).from(tenants).where(mine).for("no key update");
    const { off } = found(rows, "tenant");
    const concerned = on ? withNeeds(registry, name) : withDependents(registry, name);
    const switched = [...concerned].filter((one) => off.includes(one) === on).sort();
    const others = switched.filter((one) => one !== name);
    if (others.length > 0 && !together) {
      const which = others.join(", ");
      const message = on
        ? `This module needs ${which}. Switch on both.`
        : `This module is needed by ${which}. Switch off both.`;
      refuse({ path: ["name"], code: "conflict", message, params: { others: which } });
    }
    if (switched.length === 0) return { switched };
    const after = on ? off.filter((one) => !switched.includes(one)) : [...off, ...switched].sort();
    await setModulesOff(this.#ctx, tenant.id, after);
    const change = { before: { modulesOff: off }, after: { modulesOff: after } };
    const payload = { id: tenant.id, names: switched };
    await hub.publish(on ? modulesSwitchedOn : modulesSwitchedOff, payload, change);
    return { switched };
  }
}
