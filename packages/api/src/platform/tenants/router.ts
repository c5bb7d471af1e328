import {
  invitationToken,
  invite,
  removeMember,
  requireSecondFactor,
  resendInvitation,
  revokeInvitation,
  setRole,
  slugAvailable,
  updateTenant,
} from "@waybill/validators";
import { personProcedure, router, tenantProcedure, userProcedure } from "../../core/index.ts";
import { createTenantInput } from "./rules.ts";
import { OwnTenants, TenantService } from "./service.ts";

export const tenantsRouter = router({
  list: userProcedure.query(({ ctx }) => new OwnTenants(ctx).list()),
  slugAvailable: userProcedure
    .input(slugAvailable)
    .query(({ ctx, input }) => new OwnTenants(ctx).slugAvailable(input.slug)),
  create: userProcedure.input(createTenantInput).mutation(({ ctx, input }) => new OwnTenants(ctx).create(input)),
  invitation: userProcedure
    .input(invitationToken)
    .query(({ ctx, input }) => new OwnTenants(ctx).invitation(input.token)),
  accept: userProcedure.input(invitationToken).mutation(({ ctx, input }) => new OwnTenants(ctx).accept(input.token)),

  current: tenantProcedure("tenants.read").query(({ ctx }) => new TenantService(ctx).current()),
  update: tenantProcedure("tenants.update")
    .input(updateTenant)
    .mutation(({ ctx, input }) => new TenantService(ctx).update(input)),
  members: tenantProcedure("tenants.read").query(({ ctx }) => new TenantService(ctx).members()),
  requireSecondFactor: personProcedure("tenants.update", { fresh: true })
    .input(requireSecondFactor)
    .mutation(({ ctx, input }) => new TenantService(ctx).requireSecondFactor(input)),
  invite: personProcedure("tenants.manageMembers", { fresh: true })
    .input(invite)
    .mutation(({ ctx, input }) => new TenantService(ctx).invite(input)),
  revokeInvitation: personProcedure("tenants.manageMembers")
    .input(revokeInvitation)
    .mutation(({ ctx, input }) => new TenantService(ctx).revokeInvitation(input.invitationId)),
  resendInvitation: personProcedure("tenants.manageMembers", { fresh: true })
    .input(resendInvitation)
    .mutation(({ ctx, input }) => new TenantService(ctx).resendInvitation(input.invitationId)),
  setRole: personProcedure("tenants.manageMembers", { fresh: true })
    .input(setRole)
    .mutation(({ ctx, input }) => new TenantService(ctx).setRole(input)),
  removeMember: personProcedure("tenants.manageMembers", { fresh: true })
    .input(removeMember)
    .mutation(({ ctx, input }) => new TenantService(ctx).removeMember(input.userId)),
  leave: personProcedure("tenants.read").mutation(({ ctx }) => new TenantService(ctx).removeMember(ctx.user.id)),
});
