import { TRPCError } from "@trpc/server";
import { newId } from "@waybill/db";
import { roles } from "@waybill/db/roles";
import { invitations, memberships, tenants } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import { type FieldIssue, id as idSchema, type Role, type RoleRef, type updateTenant } from "@waybill/validators";
import { and, asc, eq, gt, or, sql } from "drizzle-orm";
import type { z } from "zod";
import {
  changed,
  found,
  type MemberContext,
  refuse,
  type Tenant,
  type TenantContext,
  type UserContext,
} from "../../core/index.ts";
import { hasSecondFactor } from "../factors/index.ts";
import { countMailOf, isLinkSecret, sendMail } from "../mail/index.ts";
import { ownRole, permissionsOfRow, RoleService, type RoleView, refOfRow, roleColumns } from "../roles/index.ts";
import { staleSince } from "../stale/index.ts";
import { tenantColumns } from "./columns.ts";
import {
  invitationResent,
  invitationRevoked,
  memberInvited,
  memberJoined,
  memberLeft,
  memberRemoved,
  memberRoleChanged,
  secondFactorNotRequired,
  secondFactorRequired,
  tenantCreated,
  tenantUpdated,
} from "./events.ts";
import { invitationMail } from "./mails.ts";
import { addMember, addTenant } from "./rows.ts";

const invitationDays = 7;

/** A role as a row keeps it. */
const roleValues = ({ id, builtIn, name }: RoleView) =>
  builtIn ? { role: name as "viewer", customRoleId: null } : { role: null, customRoleId: id };

/** Whether somebody with these permissions may invite people who get those. */
const mayInvite = (own: ReadonlySet<string>, given: readonly string[]) =>
  own.has("tenants.manageMembers") && given.every((permission) => own.has(permission));

/** The id of nothing. */
const noId = "00000000-0000-0000-0000-000000000000";

const deadInvitation: FieldIssue = {
  path: ["token"],
  code: "invalid",
  message: "This invitation has been used or withdrawn, or has expired. Ask for a new one.",
};

const goneInvitation: FieldIssue = {
  path: ["invitationId"],
  code: "not_found",
  entity: "invitation",
  message: "This invitation has already been accepted or withdrawn.",
};

/** The tenants of a person, from outside any of them. */
export class OwnTenants {
  readonly #ctx: UserContext;

  constructor(ctx: UserContext) {
    this.#ctx = ctx;
  }

  /** The organisations that the person belongs to, by name. */
  async list() {
    const items = await this.#ctx.db
      .select({ id: tenants.id, name: tenants.name, slug: tenants.slug })
      .from(memberships)
      .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
      .where(eq(memberships.userId, this.#ctx.user.id))
      .orderBy(asc(tenants.name));
    return { items, nextCursor: null };
  }

  /** Whether nobody has the slug yet. */
  async slugAvailable(slug: string): Promise<{ available: boolean }> {
    const rows = await this.#ctx.db.select({ id: tenants.id }).from(tenants).where(eq(tenants.slug, slug));
    return { available: rows.length === 0 };
  }

  /** Makes an organisation, with the person as its owner. */
  async create(input: { name: string; slug: string }): Promise<Tenant> {
    const tenant = await addTenant(this.#ctx, input);
    const inside = this.#ctx.enterTenant(tenant);
    await addMember(inside, tenant.id, this.#ctx.user.id, { role: "owner" });
    await inside.hub.publish(tenantCreated, { id: tenant.id, name: tenant.name }, { after: input });
    return tenant;
  }

  /**
   * What an invitation offers, for the page that asks whether to accept. Whoever holds the link may be somebody else than
   * it was sent to: they are told that it was, and not whom.
   */
  async invitation(token: string): Promise<{ tenant: string; role: string; forYou: boolean }> {
    const { tenant, invitation } = await this.#open(token);
    const { role, roleName, email } = invitation;
    return { tenant: tenant.name, role: role ?? roleName ?? "", forYou: email === this.#ctx.user.email };
  }

  /**
   * Accepts an invitation, once. Only the person whose confirmed address it was sent to can, and only while who sent it
   * may still give what it offers.
   */
  async accept(token: string): Promise<Tenant> {
    const { db, user } = this.#ctx;
    const { tenant, invitation, live, hub } = await this.#open(token);
    if (invitation.email !== user.email) {
      const message = "This invitation was sent to another address. Sign in with the address that received it.";
      throw new TRPCError({ code: "FORBIDDEN", message });
    }
    // Whoever deletes the row has used it: of two at once, and of one beside a withdrawal or another mail, one does.
    const used = await db.delete(invitations).where(live).returning({ id: invitations.id });
    if (used.length === 0) refuse(deadInvitation);
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
   * Finds a live invitation. Its token names the tenant, so that it is looked up inside it.
   *
   * @returns with `live`, which finds it again as long as it is
   */
  async #open(token: string) {
    const [ref, row, secret = ""] = token.split(".");
    const [tenantId, id] = [idSchema.safeParse(ref).data, idSchema.safeParse(row).data];
    if (!tenantId || !id || !isLinkSecret(this.#ctx.settings, "invitation", id, secret)) refuse(deadInvitation);
    const [tenant] = await this.#ctx.db.select(tenantColumns).from(tenants).where(eq(tenants.id, tenantId));
    if (!tenant) refuse(deadInvitation);
    const context = this.#ctx.enterTenant(tenant);
    const live = context.own(invitations, eq(invitations.id, id), gt(invitations.expiresAt, sql`now()`));
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
    if (!invitation) refuse(deadInvitation);
    await this.#assertBacked(context, invitation);
    return { tenant, invitation, live, hub: context.hub };
  }

  /** An invitation is worth what who sent it may give today. @throws where that is less than it offers */
  async #assertBacked(
    context: TenantContext,
    { invitedBy, role, customRoleId }: { invitedBy: string | null; role: Role | null; customRoleId: string | null },
  ): Promise<void> {
    const { db, own, registry } = context;
    const [offered, inviters] = await Promise.all([
      new RoleService(context).find(role ?? customRoleId ?? ""),
      db
        .select(roleColumns)
        .from(memberships)
        .leftJoin(roles, ownRole)
        .where(own(memberships, eq(memberships.userId, invitedBy ?? noId))),
    ]);
    const [inviter] = inviters;
    if (!inviter || !offered) {
      const message =
        "This invitation is no longer valid because its sender has left the organisation. Ask for a new one.";
      refuse({ ...deadInvitation, message });
    }
    if (!mayInvite(permissionsOfRow(inviter, registry), offered.permissions)) {
      const message = `This invitation is no longer valid because its sender can no longer invite people as ${offered.name}. Ask for a new one.`;
      refuse({ ...deadInvitation, code: "not_allowed", message });
    }
  }
}

/** One tenant, from inside. */
export class TenantService {
  readonly #ctx: MemberContext;

  constructor(ctx: MemberContext) {
    this.#ctx = ctx;
  }

  /** The organisation, and what the person may do in it. */
  current() {
    const { tenant, roleName, permissions, user, actor, secondFactor } = this.#ctx;
    return {
      ...{ ...tenant, userId: user.id, roleName, support: actor.kind === "support", permissions: [...permissions] },
      secondFactor: {
        requiredFrom: secondFactor.requiredFrom?.toISOString() ?? null,
        ownFrom: secondFactor.ownFrom?.toISOString() ?? null,
        everywhere: secondFactor.everywhere,
        proved: secondFactor.proved,
      },
    };
  }

  /**
   * Requires a second factor of every member, after a time in which they can set one up; or requires none any more. Who
   * is in without one then is let into nothing but the way to set one up, keys and open pages included.
   *
   * @throws not_allowed for who has not proved one: they would shut themselves out
   */
  async requireSecondFactor(input: { required: boolean; graceDays: number }): Promise<{ requiredFrom: string | null }> {
    const { db, hub, tenant, clock, secondFactor } = this.#ctx;
    const { id } = tenant;
    if (input.required && !secondFactor.proved) {
      const message = "Set up a second factor for your own account first, and sign in with it.";
      refuse({ path: ["required"], code: "not_allowed", message });
    }
    const from = input.required ? new Date(clock.now().getTime() + input.graceDays * 86_400_000) : null;
    await db.update(tenants).set({ secondFactorFrom: from }).where(eq(tenants.id, id));
    const requiredFrom = from?.toISOString() ?? null;
    const change = { before: { secondFactorFrom: secondFactor.ownFrom }, after: { secondFactorFrom: from } };
    if (requiredFrom) await hub.publish(secondFactorRequired, { id, from: requiredFrom }, change);
    else await hub.publish(secondFactorNotRequired, { id }, change);
    return { requiredFrom };
  }

  /** Changes the settings that are given. @throws the stale issue where somebody else changed them since `version` */
  async update({ version, ...values }: z.output<typeof updateTenant>) {
    const { db, hub, tenant } = this.#ctx;
    if (values.timeZone && values.timeZone !== tenant.timeZone) await this.#requireTimeZone(values.timeZone);
    const after = { ...values, version: version + 1 };
    const [updated] = await db
      .update(tenants)
      .set(after)
      .where(and(eq(tenants.id, tenant.id), eq(tenants.version, version)))
      .returning(tenantColumns);
    if (!updated) throw await staleSince(this.#ctx, "tenant", tenant.id, version);
    await hub.publish(tenantUpdated, { id: tenant.id, name: updated.name }, changed({ ...tenant }, after));
    return updated;
  }

  /** Days are reckoned by the database, whose list of time zones may be older than ours. */
  async #requireTimeZone(timeZone: string): Promise<void> {
    const { db, savepoint } = this.#ctx;
    await savepoint(() => db.execute(sql`select now() at time zone ${timeZone}`)).catch(() =>
      refuse({
        path: ["timeZone"],
        code: "invalid",
        message: "The database does not support this time zone. Choose another one.",
      }),
    );
  }

  /**
   * Members by name; and for who may manage them, their addresses, and the invitations that wait. Everybody sees the own
   * address.
   */
  async members() {
    const { db, own, registry, permissions: granting, user, can } = this.#ctx;
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
        .where(own(memberships))
        .orderBy(asc(users.name)),
      manages ? this.#invitations() : [],
    ]);
    const permissionsOf = new Map(members.map((row) => [row.userId, permissionsOfRow(row, registry)]));
    const items = members.map(
      ({ role, roleId, roleName, granted: _granted, email, hasSecondFactor: has, ...member }) => ({
        ...member,
        email: manages || member.userId === user.id ? email : null,
        role: refOfRow({ role, roleId }),
        roleName: role ?? roleName ?? "",
        /** Whether they have a second factor; null for who does not manage members. */
        secondFactor: manages ? has : null,
        /** Whether the person may give this member another role, or take them out. */
        changeable: [...(permissionsOf.get(member.userId) ?? [])].every((permission) => granting.has(permission)),
      }),
    );
    const waiting = invited.map(({ invitedBy, offered, ...invitation }) => ({
      ...invitation,
      /** Whether who sent it may still give what it offers. Otherwise it is refused when it is accepted. */
      backed: mayInvite(permissionsOf.get(invitedBy ?? "") ?? new Set(), [...offered]),
    }));
    return { items, invitations: waiting, nextCursor: null };
  }

  /** The invitations that were not accepted yet, with what they offer. */
  async #invitations() {
    const { db, own, registry } = this.#ctx;
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
      .where(own(invitations))
      .orderBy(asc(invitations.email));
    return rows.map(({ role, roleId, roleName, granted, ...row }) => ({
      ...row,
      role: role ?? roleName ?? "",
      offered: permissionsOfRow({ role, roleId, roleName, granted }, registry),
    }));
  }

  /**
   * Invites an address by mail. A new invitation of the same address replaces the old one, and has an id of its own: so
   * the link of the old one is dead, and that of one that was withdrawn stays so.
   */
  async invite({ email, role: ref }: { email: string; role: RoleRef }): Promise<{ email: string }> {
    const { db, hub, tenant, own } = this.#ctx;
    const role = await new RoleService(this.#ctx).grant(ref, ["role"]);
    await this.#count(["email"]);
    const link = this.#freshLink();
    const written = { ...link, ...roleValues(role) };
    await db
      .insert(invitations)
      .values({ tenantId: tenant.id, email, ...written })
      .onConflictDoUpdate({ target: [invitations.tenantId, invitations.email], set: written });
    // Looked at last: whoever has just accepted an earlier invitation is a member by now.
    const [member] = await db
      .select({ id: users.id })
      .from(memberships)
      .innerJoin(users, eq(users.id, memberships.userId))
      .where(own(memberships, eq(users.email, email)));
    if (member) {
      refuse({ path: ["email"], code: "taken", entity: "member", message: `${email} is already a member.` });
    }
    await sendMail(this.#ctx, invitationMail, { invitationId: link.id });
    await hub.publish(memberInvited, { id: link.id, role: role.name }, { after: { email, role: role.name } });
    return { email };
  }

  /**
   * Mails an invitation again, in the name of who does: with a new link, for as long as a new one. The old link is dead.
   *
   * @returns its new id.
   */
  async resendInvitation(id: string): Promise<{ id: string; email: string }> {
    const { db, hub, own } = this.#ctx;
    const one = own(invitations, eq(invitations.id, id));
    const [row] = await db.select().from(invitations).where(one).for("no key update");
    if (!row) refuse(goneInvitation);
    const { email } = row;
    const role = await new RoleService(this.#ctx).grant(row.role ?? row.customRoleId ?? "", ["invitationId"]);
    await this.#count(["invitationId"]);
    const link = this.#freshLink();
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

  /** What an invitation keeps whose link nobody has yet, in the name of who sends it. The link is made of the id. */
  #freshLink() {
    const expiresAt = sql`now() + make_interval(days => ${invitationDays})`;
    return { id: newId(), invitedBy: this.#ctx.user.id, sentAt: sql`now()`, undelivered: null, expiresAt };
  }

  /** Withdraws an invitation. */
  async revokeInvitation(id: string) {
    const { db, hub, own } = this.#ctx;
    const [row] = await db
      .delete(invitations)
      .where(own(invitations, eq(invitations.id, id)))
      .returning({ email: invitations.email, role: invitations.role, customRoleId: invitations.customRoleId });
    if (!row) refuse(goneInvitation);
    const { email, role, customRoleId } = row;
    const name = role ?? (await new RoleService(this.#ctx).find(customRoleId ?? ""))?.name ?? "";
    await hub.publish(invitationRevoked, { id, role: name }, { before: { email, role: name } });
    return { id };
  }

  /** Gives a member another role. Nobody grants, or takes away, what they lack; the last owner stays owner. */
  async setRole({ userId, role: ref }: { userId: string; role: RoleRef }): Promise<{ userId: string; role: RoleRef }> {
    const { db, hub, own } = this.#ctx;
    const member = await this.#lockMember(userId);
    const service = new RoleService(this.#ctx);
    const role = await service.grant(ref, ["role"]);
    const before = await service.grant(member.role, ["role"]);
    if (member.role === "owner" && ref !== "owner") this.#refuseLastOwner(member.owners, ["role"]);
    await db
      .update(memberships)
      .set(roleValues(role))
      .where(own(memberships, eq(memberships.userId, userId)));
    const change = changed({ role: before.name }, { role: role.name });
    await hub.publish(memberRoleChanged, { id: userId, name: member.name, role: role.name }, change);
    return { userId, role: ref };
  }

  /** Takes a member out of the tenant; `apiKeys` ends their keys with it. The last owner stays. */
  async removeMember(userId: string): Promise<{ userId: string }> {
    const { db, hub, user, own } = this.#ctx;
    const member = await this.#lockMember(userId);
    const leaves = userId === user.id;
    if (!leaves) await new RoleService(this.#ctx).grant(member.role, ["userId"]);
    if (member.role === "owner") this.#refuseLastOwner(member.owners, ["userId"]);
    // Sent first: it waits for a key that is being made, and the keys are ended after it.
    const removal = db
      .delete(memberships)
      .where(own(memberships, eq(memberships.userId, userId)))
      .execute();
    await Promise.all([removal, hub.publish(leaves ? memberLeft : memberRemoved, { id: userId, name: member.name })]);
    return { userId };
  }

  /** The member, and how many owners there are; locked, so that two owners cannot both leave. */
  async #lockMember(userId: string): Promise<{ name: string; role: RoleRef; owners: number }> {
    const { db, own } = this.#ctx;
    const rows = await db
      .select({
        userId: memberships.userId,
        name: users.name,
        role: memberships.role,
        roleId: memberships.customRoleId,
      })
      .from(memberships)
      .innerJoin(users, eq(users.id, memberships.userId))
      .where(own(memberships, or(eq(memberships.userId, userId), eq(memberships.role, "owner"))))
      .orderBy(memberships.userId)
      .for("no key update", { of: memberships });
    const member = found(
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
