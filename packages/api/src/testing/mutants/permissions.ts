import { permissionOf, proceduresInTenant } from "../procedures.ts";
import { permissionChecks } from "../rights.ts";
import type { World } from "../world.ts";
import { type Mutant, notices } from "./mutant.ts";

/** Permissions of every member. */
const heldByAll = ["tenants.read", "roles.read"] as const;

/** Each procedure of a tenant with a permission that every member has. */
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
