import { publicUrl } from "@waybill/config";
import { roles } from "@waybill/db/roles";
import { invitations } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import { invitationDays } from "@waybill/validators/thresholds";
import { and, eq, gt, sql } from "drizzle-orm";
import { z } from "zod";
import { defineTenantMail } from "../../core/index.ts";
import { linkSecret, nameForUnknownReader } from "../mail/index.ts";
import * as texts from "./texts/index.ts";

/** The invitation. Its link names the tenant in which it is looked up. */
export const invitationMail = defineTenantMail({
  name: "tenants.invitation",
  input: z.object({ invitationId: z.uuid() }),
  texts,
  async compose({ db, settings, tenant, inTenant }, { invitationId: id }) {
    const [invitation] = await db
      .select({ email: invitations.email, role: invitations.role, ownRole: roles.name, inviter: users.name })
      .from(invitations)
      .leftJoin(roles, and(eq(roles.tenantId, invitations.tenantId), eq(roles.id, invitations.customRoleId)))
      .leftJoin(users, eq(users.id, invitations.invitedBy))
      .where(inTenant(invitations, eq(invitations.id, id), gt(invitations.expiresAt, sql`now()`)));
    if (!invitation) return { unsent: "The invitation has been withdrawn, replaced or accepted, or has expired." };
    // All three are texts of people whom the reader may not know.
    const knownInviter = nameForUnknownReader(invitation.inviter ?? "");
    const organisation = nameForUnknownReader(tenant.name);
    const ownRole = nameForUnknownReader(invitation.ownRole ?? "");
    const url = `${publicUrl(settings)}/invitations/${tenant.id}.${id}.${linkSecret(settings, "invitation", id)}`;
    return {
      to: invitation.email,
      write({ t }) {
        const inviter = knownInviter ?? t("someone");
        const role = invitation.role ? t(`roles.${invitation.role}`) : ownRole;
        const line = organisation
          ? role
            ? t("invitation.lineWithRole", { inviter, organisation, role })
            : t("invitation.line", { inviter, organisation })
          : role
            ? t("invitation.lineToOneWithRole", { inviter, role })
            : t("invitation.lineToOne", { inviter });
        const label = organisation ? t("invitation.action", { organisation }) : t("invitation.actionToOne");
        return {
          subject: t("invitation.subject", { inviter, organisation: organisation ?? "Waybill" }),
          name: null,
          lines: [line, t("invitation.lifetime", { days: invitationDays })],
          action: { label, url },
        };
      },
    };
  },
  async undelivered({ db, inTenant, hub }, { invitationId: id }, reason) {
    const one = inTenant(invitations, eq(invitations.id, id));
    const updated = await db
      .update(invitations)
      .set({ undelivered: reason })
      .where(one)
      .returning({ id: invitations.id });
    if (updated.length > 0) await hub.announce("invitation", id);
  },
});
