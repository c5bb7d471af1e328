import {
  invitationToken,
  invite,
  removeMember,
  requireSecondFactor,
  resendInvitation,
  setRole,
  slugAvailable,
  updateTenant,
  withdrawInvitation,
} from "@waybill/validators";
import { done, listOf, personProcedure, router, tenantProcedure, userProcedure } from "../../core/index.ts";
import { acceptInvitation, invitationOffer } from "./accept-invitation.ts";
import { InvitationService } from "./invitations.ts";
import { MemberService } from "./members.ts";
import {
  currentTenant,
  invited,
  invitedAgain,
  member,
  members,
  memberWithRole,
  offer,
  ownTenant,
  secondFactorRequirement,
  slugIsAvailable,
  tenant,
} from "./outputs.ts";
import { OwnTenants } from "./own-tenants.ts";
import { createTenantInput } from "./rules.ts";
import { TenantService } from "./service.ts";

export const tenantsRouter = router({
  list: userProcedure.output(listOf(ownTenant)).query(({ ctx }) => new OwnTenants(ctx).list()),
  slugAvailable: userProcedure
    .output(slugIsAvailable)
    .input(slugAvailable)
    .query(({ ctx, input }) => new OwnTenants(ctx).slugAvailable(input.slug)),
  create: userProcedure
    .output(tenant)
    .errors(createTenantInput.refuses)
    .input(createTenantInput)
    .mutation(({ ctx, input }) => new OwnTenants(ctx).create(input)),
  invitation: userProcedure
    .output(offer)
    .input(invitationToken)
    .query(({ ctx, input }) => invitationOffer(ctx, input.token)),
  accept: userProcedure
    .output(tenant)
    .input(invitationToken)
    .mutation(({ ctx, input }) => acceptInvitation(ctx, input.token)),

  current: tenantProcedure("tenants.read")
    .output(currentTenant)
    .query(({ ctx }) => new TenantService(ctx).current()),
  update: tenantProcedure("tenants.update")
    .output(tenant)
    .input(updateTenant)
    .mutation(({ ctx, input }) => new TenantService(ctx).update(input)),
  members: tenantProcedure("tenants.read")
    .output(members)
    .query(({ ctx }) => new MemberService(ctx).list()),
  requireSecondFactor: personProcedure("tenants.update", { fresh: true })
    .output(secondFactorRequirement)
    .input(requireSecondFactor)
    .mutation(({ ctx, input }) => new TenantService(ctx).requireSecondFactor(input)),
  invite: personProcedure("tenants.manageMembers", { fresh: true })
    .output(invited)
    .input(invite)
    .mutation(({ ctx, input }) => new InvitationService(ctx).invite(input)),
  withdrawInvitation: personProcedure("tenants.manageMembers")
    .output(done)
    .input(withdrawInvitation)
    .mutation(({ ctx, input }) => new InvitationService(ctx).withdraw(input.invitationId)),
  resendInvitation: personProcedure("tenants.manageMembers", { fresh: true })
    .output(invitedAgain)
    .input(resendInvitation)
    .mutation(({ ctx, input }) => new InvitationService(ctx).resend(input.invitationId)),
  setRole: personProcedure("tenants.manageMembers", { fresh: true })
    .output(memberWithRole)
    .input(setRole)
    .mutation(({ ctx, input }) => new MemberService(ctx).setRole(input)),
  removeMember: personProcedure("tenants.manageMembers", { fresh: true })
    .output(member)
    .input(removeMember)
    .mutation(({ ctx, input }) => new MemberService(ctx).remove(input.userId)),
  leave: personProcedure("tenants.read")
    .output(member)
    .mutation(({ ctx }) => new MemberService(ctx).remove(ctx.user.id)),
});
