import { foreignKeyChecks, foreignKeysOf } from "../isolation.ts";
import { twinId } from "../twin-tenant.ts";
import type { World } from "../world.ts";
import { type Mutant, notices } from "./mutant.ts";

/** Each foreign key within a tenant, replaced by one without the tenant. */
export async function foreignKeyMutants(world: World): Promise<Mutant[]> {
  // The twin duplicates ids, and such a key needs unique ones.
  await world.asOwner(`delete from tenants where id = '${twinId}'`);
  const keys = await foreignKeysOf(world);
  const checks = foreignKeyChecks(keys);
  return keys.map(({ name, table, columns, target, targetColumns }, index) => ({
    kind: "foreign key",
    name,
    async run() {
      const check = checks[index];
      if (!check) return null;
      const rest = (of: readonly string[]) => of.filter((column) => column !== "tenant_id").join();
      return notices(check, world, async () => {
        await world.asOwner("begin");
        await world.asOwner(`
          alter table ${target} add constraint mutant unique (${rest(targetColumns)});
          alter table ${table} drop constraint ${name};
          alter table ${table} add constraint ${name} foreign key (${rest(columns)}) references ${target} (${rest(targetColumns)})`);
        return () => world.asOwner("rollback");
      });
    },
  }));
}
