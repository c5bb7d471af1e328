import { byId } from "@waybill/validators";
import { done, listOf, personProcedure, router, tenantProcedure } from "../../core/index.ts";
import { grantableRole, roles } from "./outputs.ts";
import { createRoleInput, updateRoleInput } from "./rules.ts";
import { RoleService } from "./service.ts";

export const rolesRouter = router({
  list: tenantProcedure("roles.read")
    .output(roles)
    .query(({ ctx }) => new RoleService(ctx).list()),
  grantable: tenantProcedure("tenants.manageMembers")
    .output(listOf(grantableRole))
    .query(async ({ ctx }) => {
      const items = (await new RoleService(ctx).grantable()).map(({ id, name, builtIn }) => ({ id, name, builtIn }));
      return { items, nextCursor: null };
    }),
  create: personProcedure("roles.manage", { fresh: true })
    .output(done)
    .errors(createRoleInput.refuses)
    .input(createRoleInput)
    .mutation(({ ctx, input }) => new RoleService(ctx).create(input)),
  update: personProcedure("roles.manage", { fresh: true })
    .output(done)
    .errors(updateRoleInput.refuses)
    .input(updateRoleInput)
    .mutation(({ ctx, input }) => new RoleService(ctx).update(input)),
  delete: personProcedure("roles.manage", { fresh: true })
    .output(done)
    .input(byId)
    .mutation(({ ctx, input }) => new RoleService(ctx).delete(input.id)),
});
