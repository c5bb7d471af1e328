import { backupRole } from "@waybill/db";
import { policyChecks } from "../isolation.ts";
import type { World } from "../world.ts";
import { type Mutant, notices } from "./mutant.ts";

/**
 * Each policy of a tenant table, replaced by one for all rows. Policies of the backup role show every row, only to that
 * role.
 */
export async function policyMutants(world: World): Promise<Mutant[]> {
  const { tenantTables } = world.made.testApp.urls.cluster;
  const policies = await world.asOwner(`
    select tablename as table, policyname as name, qual as shows, with_check as takes from pg_policies
    where schemaname = 'public' and not '${backupRole}' = any(roles) order by tablename, policyname`);
  const checks = new Map(tenantTables.map((table, index) => [table, policyChecks(tenantTables)[index]]));
  return policies.map(({ table, name, shows, takes }) => ({
    kind: "policy",
    name: String(name),
    async run() {
      const check = checks.get(String(table));
      if (!check) return null;
      const alter = (using: unknown, withCheck: unknown) =>
        world.asOwner(`alter policy ${name} on ${table} using (${using}) ${takes ? `with check (${withCheck})` : ""}`);
      return notices(check, world, async () => {
        await alter(true, true);
        return () => alter(shows, takes);
      });
    },
  }));
}
