import { permissionOf, proceduresInTenant } from "../procedures.ts";
import { permissionChecks } from "../rights.ts";
import type { World } from "../world.ts";
import { type Mutant, notices } from "./mutant.ts";

/** Permissions that every member has. */
const heldByAll = ["tenants.read", "roles.read"] as const;

/** The permission of each procedure of a tenant, replaced by one that every member has. */
export function permissionMutants(world: World): Mutant[] {
  const checks = permissionChecks();
  return proceduresInTenant.map((procedure) => ({
    kind: "permission",
    name: `${procedure.name}, which asks for ${permissionOf(procedure)}`,
    async run() {
      const { access } = procedure;
      const check = checks.get(procedure.name);
      if (!check || !access || !("permission" in access)) return null;
      const { permission } = access;
      const other = heldByAll.find((one) => one !== permission) ?? permission;
      return notices(check, world, async () => {
        access.permission = other;
        return async () => {
          access.permission = permission;
        };
      });
    },
  }));
}
