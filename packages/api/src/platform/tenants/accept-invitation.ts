import { TRPCError } from "@trpc/server";
import { roles } from "@waybill/db/roles";
import { invitations, memberships, tenants } from "@waybill/db/tenants";
import { type FieldIssue, id as idSchema, type Role } from "@waybill/validators";
import { and, eq, gt, sql } from "drizzle-orm";
import { refuse, type Tenant, type TenantContext, type UserContext } from "../../core/index.ts";
import { isLinkSecret } from "../mail/index.ts";
import { ownRole, permissionsOfRow, RoleService, roleColumns } from "../roles/index.ts";
import { tenantColumns } from "./columns.ts";
import { memberJoined } from "./events.ts";
import { mayInvite } from "./rules.ts";

/** An id that no record has. */
const noId = "00000000-0000-0000-0000-000000000000";

const invalidInvitation: FieldIssue = {
  path: ["token"],
  code: "invalid",
  message: "This invitation has been used or withdrawn, or has expired. Ask for a new one.",
};

/**
 * The offer of an invitation, for its page. The holder of the link may not be the recipient: they learn that, but not
 * the email address.
 */
export async function invitationOffer(
  ctx: UserContext,
  token: string,
): Promise<{ tenant: string; role: string; forYou: boolean }> {
  const { tenant, invitation } = await open(ctx, token);
  const { role, roleName, email } = invitation;
  return { tenant: tenant.name, role: role ?? roleName ?? "", forYou: email === ctx.user.email };
}

/**
 * Accepts an invitation, once. Only the owner of its confirmed email address can, and only while its sender can still
 * grant its role.
 */
export async function acceptInvitation(ctx: UserContext, token: string): Promise<Tenant> {
  const { db, user } = ctx;
  const { tenant, invitation, live, hub } = await open(ctx, token);
  if (invitation.email !== user.email) {
    const message =
      "This invitation was sent to another email address. Sign in with the email address that received it.";
    throw new TRPCError({ code: "FORBIDDEN", message });
  }
  // The deletion decides: of two concurrent uses, withdrawals or repeats, one succeeds.
  const used = await db.delete(invitations).where(live).returning({ id: invitations.id });
  if (used.length === 0) refuse(invalidInvitation);
  const { role, customRoleId } = invitation;
  const joined = await db
    .insert(memberships)
    .values({ tenantId: tenant.id, userId: user.id, role, customRoleId })
    .onConflictDoNothing()
    .returning({ userId: memberships.userId });
  if (joined.length > 0) await hub.publish(memberJoined, { id: user.id, name: user.name });
  return tenant;
}

/**
 * Finds a valid invitation, in the tenant that its token names.
 *
 * @returns with `live`, the condition that it is still valid
 */
async function open(ctx: UserContext, token: string) {
  const [ref, row, secret = ""] = token.split(".");
  const [tenantId, id] = [idSchema.safeParse(ref).data, idSchema.safeParse(row).data];
  if (!tenantId || !id || !isLinkSecret(ctx.settings, "invitation", id, secret)) refuse(invalidInvitation);
  const [tenant] = await ctx.db.select(tenantColumns).from(tenants).where(eq(tenants.id, tenantId));
  if (!tenant) refuse(invalidInvitation);
  const context = ctx.enterTenant(tenant);
  const live = context.inTenant(invitations, eq(invitations.id, id), gt(invitations.expiresAt, sql`now()`));
  const [invitation] = await context.db
    .select({
      id: invitations.id,
      email: invitations.email,
      role: invitations.role,
      customRoleId: invitations.customRoleId,
      roleName: roles.name,
      invitedBy: invitations.invitedBy,
    })
    .from(invitations)
    .leftJoin(roles, and(eq(roles.tenantId, invitations.tenantId), eq(roles.id, invitations.customRoleId)))
    .where(live);
  if (!invitation) refuse(invalidInvitation);
  await assertBacked(context, invitation);
  return { tenant, invitation, live, hub: context.hub };
}

/** @throws if the sender can no longer grant the offered role */
async function assertBacked(
  context: TenantContext,
  { invitedBy, role, customRoleId }: { invitedBy: string | null; role: Role | null; customRoleId: string | null },
): Promise<void> {
  const { db, inTenant, registry } = context;
  const [offered, inviters] = await Promise.all([
    new RoleService(context).find(role ?? customRoleId ?? ""),
    db
      .select(roleColumns)
      .from(memberships)
      .leftJoin(roles, ownRole)
      .where(inTenant(memberships, eq(memberships.userId, invitedBy ?? noId))),
  ]);
  const [inviter] = inviters;
  if (!inviter || !offered) {
    const message =
      "This invitation is no longer valid because its sender has left the organisation. Ask for a new one.";
    refuse({ ...invalidInvitation, message });
  }
  if (!mayInvite(permissionsOfRow(inviter, registry), offered.permissions)) {
    const message = `This invitation is no longer valid because its sender can no longer invite people as ${offered.name}. Ask for a new one.`;
    refuse({ ...invalidInvitation, code: "not_allowed", message });
  }
}
