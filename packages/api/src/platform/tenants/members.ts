import { alphabetical } from "@waybill/db";
import { roles } from "@waybill/db/roles";
import { memberships } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import type { RoleRef } from "@waybill/validators";
import { asc, eq, or } from "drizzle-orm";
import { changed, type MemberContext, refuse, requireRow } from "../../core/index.ts";
import { hasSecondFactor } from "../factors/index.ts";
import { ownRole, permissionsOfRow, RoleService, refOfRow, roleColumns } from "../roles/index.ts";
import { roleValues } from "./columns.ts";
import { memberLeft, memberRemoved, memberRoleChanged } from "./events.ts";
import { openInvitations } from "./invitations.ts";
import { mayInvite } from "./rules.ts";

/** The members of a tenant. */
export class MemberService {
  readonly #ctx: MemberContext;

  constructor(ctx: MemberContext) {
    this.#ctx = ctx;
  }

  /**
   * Members by name; with email addresses and open invitations for people who manage members. Everyone sees their own
   * email address.
   */
  async list() {
    const { db, inTenant, registry, permissions: granting, user, can } = this.#ctx;
    const manages = can("tenants.manageMembers");
    const [members, invited] = await Promise.all([
      db
        .select({
          userId: users.id,
          name: users.name,
          email: users.email,
          since: memberships.createdAt,
          hasSecondFactor,
          ...roleColumns,
        })
        .from(memberships)
        .innerJoin(users, eq(users.id, memberships.userId))
        .leftJoin(roles, ownRole)
        .where(inTenant(memberships))
        .orderBy(alphabetical(users.name), asc(users.id)),
      manages ? openInvitations(this.#ctx) : [],
    ]);
    const permissionsOf = new Map(members.map((row) => [row.userId, permissionsOfRow(row, registry)]));
    const items = members.map(
      ({ role, roleId, roleName, granted: _granted, email, hasSecondFactor: has, ...member }) => ({
        ...member,
        email: manages || member.userId === user.id ? email : null,
        role: refOfRow({ role, roleId }),
        roleName: role ?? roleName ?? "",
        /** Whether they have a second factor; null for people who do not manage members. */
        secondFactor: manages ? has : null,
        /** Whether the caller can change this member's role or remove them. */
        changeable: [...(permissionsOf.get(member.userId) ?? [])].every((permission) => granting.has(permission)),
      }),
    );
    const waiting = invited.map(({ invitedBy, offered, ...invitation }) => ({
      ...invitation,
      /** Whether the sender can still grant the role. Otherwise the acceptance is refused. */
      senderMayInvite: mayInvite(permissionsOf.get(invitedBy ?? "") ?? new Set(), [...offered]),
    }));
    return { items, invitations: waiting, nextCursor: null };
  }

  /** Changes a member's role. No one can grant or revoke permissions that they do not have; the last owner stays. */
  async setRole({ userId, role: ref }: { userId: string; role: RoleRef }): Promise<{ userId: string; role: RoleRef }> {
    const { db, hub, inTenant } = this.#ctx;
    const member = await this.#lockMember(userId);
    const service = new RoleService(this.#ctx);
    const role = await service.grant(ref, ["role"]);
    const before = await service.grant(member.role, ["role"]);
    if (member.role === "owner" && ref !== "owner") this.#refuseLastOwner(member.owners, ["role"]);
    await db
      .update(memberships)
      .set(roleValues(role))
      .where(inTenant(memberships, eq(memberships.userId, userId)));
    const change = changed({ role: before.name }, { role: role.name });
    await hub.publish(memberRoleChanged, { id: userId, name: member.name, role: role.name }, change);
    return { userId, role: ref };
  }

  /** Removes a member; `apiKeys` revokes their keys. The last owner stays. */
  async remove(userId: string): Promise<{ userId: string }> {
    const { db, hub, user, inTenant } = this.#ctx;
    const member = await this.#lockMember(userId);
    const leaves = userId === user.id;
    if (!leaves) await new RoleService(this.#ctx).grant(member.role, ["userId"]);
    if (member.role === "owner") this.#refuseLastOwner(member.owners, ["userId"]);
    // Sent first: it waits for a concurrent new key, and the keys are revoked after it.
    const removal = db
      .delete(memberships)
      .where(inTenant(memberships, eq(memberships.userId, userId)))
      .execute();
    await Promise.all([removal, hub.publish(leaves ? memberLeft : memberRemoved, { id: userId, name: member.name })]);
    return { userId };
  }

  /** The member and the number of owners, locked so that two owners cannot both leave. */
  async #lockMember(userId: string): Promise<{ name: string; role: RoleRef; owners: number }> {
    const { db, inTenant } = this.#ctx;
    const rows = await db
      .select({
        userId: memberships.userId,
        name: users.name,
        role: memberships.role,
        roleId: memberships.customRoleId,
      })
      .from(memberships)
      .innerJoin(users, eq(users.id, memberships.userId))
      .where(inTenant(memberships, or(eq(memberships.userId, userId), eq(memberships.role, "owner"))))
      .orderBy(memberships.userId)
      .for("no key update", { of: memberships });
    const member = requireRow(
      rows.filter((row) => row.userId === userId),
      "member",
    );
    return { name: member.name, role: refOfRow(member), owners: rows.filter(({ role }) => role === "owner").length };
  }

  #refuseLastOwner(owners: number, path: string[]) {
    if (owners > 1) return;
    refuse({
      path,
      code: "conflict",
      message: "An organisation needs at least one owner. Make someone else an owner first.",
    });
  }
}
