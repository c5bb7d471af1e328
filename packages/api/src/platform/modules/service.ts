import { tenants } from "@waybill/db/tenants";
import type { switchModule } from "@waybill/validators";
import { eq } from "drizzle-orm";
import type { z } from "zod";
import { refuse, requireRow, type TenantContext, withDependents, withNeeds } from "../../core/index.ts";
import { setModulesOff } from "../tenants/index.ts";
import { modulesSwitchedOff, modulesSwitchedOn } from "./events.ts";

/** The business modules of a tenant. */
export class ModuleService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** All business modules of the installation, with their needs and the tenant's setting. */
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
   * Switches a module on or off. Its data stays.
   *
   * @param input.together whether required or dependent modules are switched too.
   * @returns the switched modules, empty if nothing changed.
   * @throws not_found, and conflict if others would have to be switched too
   */
  async switch({ name, on, together }: z.output<typeof switchModule>): Promise<{ switched: string[] }> {
    const { registry, db, hub, tenant } = this.#ctx;
    if (!registry.switches.has(name)) {
      refuse({ path: ["name"], code: "not_found", message: "This module does not exist." });
    }
    const mine = eq(tenants.id, tenant.id);
    // Serialises concurrent switches, which could miss each other's needs.
    const rows = await db.select({ off: tenants.modulesOff }).from(tenants).where(mine).for("no key update");
    const { off } = requireRow(rows, "tenant");
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
