import { publicUrl } from "@waybill/config";
import { roles } from "@waybill/db/roles";
import { invitations } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import { and, eq, gt, sql } from "drizzle-orm";
import { z } from "zod";
import { defineTenantMail } from "../../core/index.ts";
import { linkSecret, nameForStrangers, unexpected } from "../mail/index.ts";

/** The invitation. Its link names the tenant in which it is looked up. */
export const invitationMail = defineTenantMail({
  name: "tenants.invitation",
  input: z.object({ invitationId: z.uuid() }),
  async compose({ db, settings, tenant, inTenant }, { invitationId: id }) {
    const [invitation] = await db
      .select({
        email: invitations.email,
        role: sql<string>`coalesce(${invitations.role}, ${roles.name})`,
        inviter: users.name,
      })
      .from(invitations)
      .leftJoin(roles, and(eq(roles.tenantId, invitations.tenantId), eq(roles.id, invitations.customRoleId)))
      .leftJoin(users, eq(users.id, invitations.invitedBy))
      .where(inTenant(invitations, eq(invitations.id, id), gt(invitations.expiresAt, sql`now()`)));
    if (!invitation) return { unsent: "The invitation has been withdrawn, replaced or accepted, or has expired." };
    const { email, role } = invitation;
    // All three are texts of people whom the reader may not know.
    const inviter = nameForStrangers(invitation.inviter ?? "") ?? "Someone";
    const organisation = nameForStrangers(tenant.name);
    const knownRole = nameForStrangers(role);
    return {
      to: email,
      subject: `${inviter} invites you to ${organisation ?? "Waybill"}`,
      greeting: "Hello,",
      lines: [
        knownRole
          ? `${inviter} invites you to join ${organisation ?? "an organisation"} on Waybill as ${knownRole}.`
          : `${inviter} invites you to join ${organisation ?? "an organisation"} on Waybill.`,
        "The link expires after 7 days.",
      ],
      action: {
        label: `Join ${organisation ?? "the organisation"}`,
        url: `${publicUrl(settings)}/invitations/${tenant.id}.${id}.${linkSecret(settings, "invitation", id)}`,
      },
      footer: unexpected,
    };
  },
  async undelivered({ db, inTenant, hub }, { invitationId: id }, reason) {
    const one = inTenant(invitations, eq(invitations.id, id));
    const noted = await db
      .update(invitations)
      .set({ undelivered: reason })
      .where(one)
      .returning({ id: invitations.id });
    if (noted.length > 0) await hub.announce("invitation", id);
  },
});
