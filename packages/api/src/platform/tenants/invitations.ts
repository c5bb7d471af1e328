import { newId } from "@waybill/db";
import { roles } from "@waybill/db/roles";
import { invitations, memberships } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import type { FieldIssue, RoleRef } from "@waybill/validators";
import { invitationDays } from "@waybill/validators/thresholds";
import { and, asc, eq, sql } from "drizzle-orm";
import { asInserted, type MemberContext, refuse } from "../../core/index.ts";
import { countMailOf, sendMail } from "../mail/index.ts";
import { permissionsOfRow, RoleService } from "../roles/index.ts";
import { roleValues } from "./columns.ts";
import { invitationResent, invitationWithdrawn, memberInvited } from "./events.ts";
import { invitationMail } from "./mails.ts";

const goneInvitation: FieldIssue = {
  path: ["invitationId"],
  code: "not_found",
  entity: "invitation",
  message: "This invitation has already been accepted or withdrawn.",
};

/** The invitations of a tenant, for members who manage them. */
export class InvitationService {
  readonly #ctx: MemberContext;

  constructor(ctx: MemberContext) {
    this.#ctx = ctx;
  }

  /**
   * Invites an email address by mail. Replaces an earlier invitation of the email address under a new id, so that
   * earlier links stay invalid.
   */
  async invite({ email, role: ref }: { email: string; role: RoleRef }): Promise<{ email: string }> {
    const { db, hub, tenant, inTenant } = this.#ctx;
    const role = await new RoleService(this.#ctx).grant(ref, ["role"]);
    await this.#count(["email"]);
    const link = this.#newLinkColumns();
    const written = { ...link, ...roleValues(role) };
    await db
      .insert(invitations)
      .values({ tenantId: tenant.id, email, ...written })
      .onConflictDoUpdate({ target: [invitations.tenantId, invitations.email], set: asInserted(written) });
    // Checked last: the person may just have accepted an earlier invitation.
    const [member] = await db
      .select({ id: users.id })
      .from(memberships)
      .innerJoin(users, eq(users.id, memberships.userId))
      .where(inTenant(memberships, eq(users.email, email)));
    if (member) {
      refuse({ path: ["email"], code: "taken", entity: "member", message: `${email} is already a member.` });
    }
    await sendMail(this.#ctx, invitationMail, { invitationId: link.id });
    await hub.publish(memberInvited, { id: link.id, role: role.name }, { after: { email, role: role.name } });
    return { email };
  }

  /**
   * Resends an invitation in the name of the caller, with a new link and a new expiry. The old link becomes invalid.
   *
   * @returns its new id.
   */
  async resend(id: string): Promise<{ id: string; email: string }> {
    const { db, hub, inTenant } = this.#ctx;
    const one = inTenant(invitations, eq(invitations.id, id));
    const [row] = await db.select().from(invitations).where(one).for("no key update");
    if (!row) refuse(goneInvitation);
    const { email } = row;
    const role = await new RoleService(this.#ctx).grant(row.role ?? row.customRoleId ?? "", ["invitationId"]);
    await this.#count(["invitationId"]);
    const link = this.#newLinkColumns();
    await db.update(invitations).set(link).where(one);
    await sendMail(this.#ctx, invitationMail, { invitationId: link.id });
    await hub.publish(invitationResent, { id: link.id, role: role.name }, { after: { email, role: role.name } });
    return { id: link.id, email };
  }

  /** @throws too_many_attempts at the path */
  #count(path: string[]): Promise<void> {
    const { user, tenant } = this.#ctx;
    return countMailOf(this.#ctx, { userId: user.id, tenantId: tenant.id }, path);
  }

  /** The columns of a new link, in the name of the sender. The link derives from the id. */
  #newLinkColumns() {
    const expiresAt = sql`now() + make_interval(days => ${invitationDays})`;
    return { id: newId(), invitedBy: this.#ctx.user.id, sentAt: sql`now()`, undelivered: null, expiresAt };
  }

  /** Withdraws an invitation. */
  async withdraw(id: string) {
    const { db, hub, inTenant } = this.#ctx;
    const [row] = await db
      .delete(invitations)
      .where(inTenant(invitations, eq(invitations.id, id)))
      .returning({ email: invitations.email, role: invitations.role, customRoleId: invitations.customRoleId });
    if (!row) refuse(goneInvitation);
    const { email, role, customRoleId } = row;
    const name = role ?? (await new RoleService(this.#ctx).find(customRoleId ?? ""))?.name ?? "";
    await hub.publish(invitationWithdrawn, { id, role: name }, { before: { email, role: name } });
    return { id };
  }
}

/** The open invitations with the permissions that they offer. */
export async function openInvitations({ db, inTenant, registry }: MemberContext) {
  const rows = await db
    .select({
      id: invitations.id,
      email: invitations.email,
      role: invitations.role,
      roleId: roles.id,
      roleName: roles.name,
      granted: roles.permissions,
      invitedBy: invitations.invitedBy,
      sentAt: invitations.sentAt,
      undelivered: invitations.undelivered,
      expiresAt: invitations.expiresAt,
      expired: sql<boolean>`${invitations.expiresAt} <= now()`,
    })
    .from(invitations)
    .leftJoin(roles, and(eq(roles.tenantId, invitations.tenantId), eq(roles.id, invitations.customRoleId)))
    .where(inTenant(invitations))
    .orderBy(asc(invitations.email));
  return rows.map(({ role, roleId, roleName, granted, ...row }) => ({
    ...row,
    role: role ?? roleName ?? "",
    offered: permissionsOfRow({ role, roleId, roleName, granted }, registry),
  }));
}
