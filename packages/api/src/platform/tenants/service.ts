import { TRPCError } from "@trpc/server";
import { apiKeys, invitations, memberships, newId, roles, tenants, users } from "@waybill/db";
import { type FieldIssue, id as idSchema, type RoleRef } from "@waybill/validators";
import { and, asc, eq, gt, isNull, or, sql } from "drizzle-orm";
import {
  changed,
  found,
  hasSecondFactor,
  type MemberContext,
  ownRole,
  permissionsOfRow,
  refOfRow,
  refuse,
  roleColumns,
  type Tenant,
  tenantColumns,
  type UserContext,
} from "../../core/index.ts";
import { countMailOf, isLinkSecret, sendMail } from "../mail/index.ts";
import { RoleService, type RoleView } from "../roles/index.ts";
import {
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

const invitationDays = 7;

/** A role as a row keeps it. */
const roleValues = ({ id, builtIn, name }: RoleView) =>
  builtIn ? { role: name as "viewer", customRoleId: null } : { role: null, customRoleId: id };

const deadInvitation: FieldIssue = {
  path: ["token"],
  code: "invalid",
  message: "This invitation was used already, withdrawn, or is too old.",
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
    const rows = await this.#ctx.db.insert(tenants).values(input).returning(tenantColumns);
    const tenant = found(rows, "tenant");
    const { db, hub } = this.#ctx.enterTenant(tenant);
    await db.insert(memberships).values({ tenantId: tenant.id, userId: this.#ctx.user.id, role: "owner" });
    await hub.publish(tenantCreated, { id: tenant.id, name: tenant.name }, { after: input });
    return tenant;
  }

  /** What an invitation offers, for the page that asks whether to accept. */
  async invitation(token: string): Promise<{ tenant: Tenant; role: string; email: string }> {
    const { tenant, invitation } = await this.#open(token);
    return { tenant, role: invitation.role ?? invitation.roleName ?? "", email: invitation.email };
  }

  /** Accepts an invitation. Only the person whose confirmed address it was sent to can. */
  async accept(token: string): Promise<Tenant> {
    const { user } = this.#ctx;
    const { tenant, invitation, ctx } = await this.#open(token);
    if (invitation.email !== user.email) {
      throw new TRPCError({
        code: "FORBIDDEN",
        message: `This invitation was sent to ${invitation.email}, and you are signed in as ${user.email}.`,
      });
    }
    const { db, hub, own } = ctx;
    const { role, customRoleId } = invitation;
    await db
      .insert(memberships)
      .values({ tenantId: tenant.id, userId: user.id, role, customRoleId })
      .onConflictDoNothing();
    await db.delete(invitations).where(own(invitations, eq(invitations.id, invitation.id)));
    await hub.publish(memberJoined, { id: user.id, name: user.name });
    return tenant;
  }

  /** Finds a live invitation. Its token names the tenant, so that it is looked up inside it. */
  async #open(token: string) {
    const [ref, row, secret = ""] = token.split(".");
    const [tenantId, id] = [idSchema.safeParse(ref).data, idSchema.safeParse(row).data];
    if (!tenantId || !id || !isLinkSecret(this.#ctx.settings, "invitation", id, secret)) refuse(deadInvitation);
    const [tenant] = await this.#ctx.db.select(tenantColumns).from(tenants).where(eq(tenants.id, tenantId));
    if (!tenant) refuse(deadInvitation);
    const ctx = this.#ctx.enterTenant(tenant);
    const [invitation] = await ctx.db
      .select({
        id: invitations.id,
        email: invitations.email,
        role: invitations.role,
        customRoleId: invitations.customRoleId,
        roleName: roles.name,
      })
      .from(invitations)
      .leftJoin(roles, and(eq(roles.tenantId, invitations.tenantId), eq(roles.id, invitations.customRoleId)))
      .where(ctx.own(invitations, eq(invitations.id, id), gt(invitations.expiresAt, sql`now()`)));
    if (!invitation) refuse(deadInvitation);
    return { tenant, invitation, ctx };
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
      const message = "Set up a second factor for yourself first, and sign in with it.";
      refuse({ path: ["required"], code: "not_allowed", message });
    }
    const from = input.required ? new Date(clock.now().getTime() + input.graceDays * 86_400_000) : null;
    await db.update(tenants).set({ secondFactorFrom: from }).where(eq(tenants.id, id));
    const requiredFrom = from?.toISOString() ?? null;
    const change = { before: { secondFactorFrom: secondFactor.requiredFrom }, after: { secondFactorFrom: from } };
    if (requiredFrom) await hub.publish(secondFactorRequired, { id, from: requiredFrom }, change);
    else await hub.publish(secondFactorNotRequired, { id }, change);
    return { requiredFrom };
  }

  /** Changes the name and the time zone. */
  async update(input: { name: string; timeZone: string }) {
    const { db, hub, tenant } = this.#ctx;
    if (input.timeZone !== tenant.timeZone) await this.#requireTimeZone(input.timeZone);
    await db.update(tenants).set(input).where(eq(tenants.id, tenant.id));
    const { name, timeZone } = tenant;
    await hub.publish(tenantUpdated, { id: tenant.id, name: input.name }, changed({ name, timeZone }, input));
    return { id: tenant.id, ...input };
  }

  /** Days are reckoned by the database, whose list of time zones may be older than ours. */
  async #requireTimeZone(timeZone: string): Promise<void> {
    const { db, savepoint } = this.#ctx;
    await savepoint(() => db.execute(sql`select now() at time zone ${timeZone}`)).catch(() =>
      refuse({ path: ["timeZone"], code: "invalid", message: "The database does not know this time zone yet." }),
    );
  }

  /** Members by name, and invitations that wait. */
  async members() {
    const { db, own, registry, permissions: granting, can } = this.#ctx;
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
      db
        .select({
          id: invitations.id,
          email: invitations.email,
          role: sql<string>`coalesce(${invitations.role}, ${roles.name})`,
          createdAt: invitations.createdAt,
          expiresAt: invitations.expiresAt,
        })
        .from(invitations)
        .leftJoin(roles, and(eq(roles.tenantId, invitations.tenantId), eq(roles.id, invitations.customRoleId)))
        .where(own(invitations))
        .orderBy(asc(invitations.email)),
    ]);
    const manages = can("tenants.manageMembers");
    const items = members.map(({ role, roleId, roleName, granted, hasSecondFactor: has, ...member }) => {
      const permissions = permissionsOfRow({ role, roleId, roleName, granted }, registry);
      return {
        ...member,
        role: refOfRow({ role, roleId }),
        roleName: role ?? roleName ?? "",
        /** Whether they have a second factor; null for who does not manage members. */
        secondFactor: manages ? has : null,
        /** Whether the person may give this member another role, or take them out. */
        changeable: [...permissions].every((permission) => granting.has(permission)),
      };
    });
    return { items, invitations: invited, nextCursor: null };
  }

  /**
   * Invites an address by mail. A new invitation of the same address replaces the old one, and has an id of its own: so
   * the link of the old one is dead, and that of one that was withdrawn stays so.
   */
  async invite({ email, role: ref }: { email: string; role: RoleRef }): Promise<{ email: string }> {
    const { db, hub, tenant, user, own } = this.#ctx;
    const role = await new RoleService(this.#ctx).grant(ref, ["role"]);
    const [member] = await db
      .select({ id: users.id })
      .from(memberships)
      .innerJoin(users, eq(users.id, memberships.userId))
      .where(own(memberships, eq(users.email, email)));
    if (member) {
      refuse({ path: ["email"], code: "taken", entity: "member", message: `${email} is already a member.` });
    }
    await countMailOf(this.#ctx, { userId: user.id, tenantId: tenant.id }, ["email"]);
    const id = newId();
    const values = {
      id,
      ...roleValues(role),
      invitedBy: user.id,
      expiresAt: sql`now() + make_interval(days => ${invitationDays})`,
    };
    await db
      .insert(invitations)
      .values({ tenantId: tenant.id, email, ...values })
      .onConflictDoUpdate({ target: [invitations.tenantId, invitations.email], set: values });
    await sendMail(this.#ctx, invitationMail, { invitationId: id });
    await hub.publish(memberInvited, { email, role: role.name }, { after: { email, role: role.name } });
    return { email };
  }

  /** Withdraws an invitation. */
  async revokeInvitation(id: string) {
    const { db, hub, own } = this.#ctx;
    const rows = await db
      .delete(invitations)
      .where(own(invitations, eq(invitations.id, id)))
      .returning({ id: invitations.id, email: invitations.email });
    const { email } = found(rows, "invitation");
    await hub.publish(invitationRevoked, { email });
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

  /** Takes a member out of the tenant, with their API keys. The last owner stays. */
  async removeMember(userId: string): Promise<{ userId: string }> {
    const { db, hub, user, own } = this.#ctx;
    const member = await this.#lockMember(userId);
    const leaves = userId === user.id;
    if (!leaves) await new RoleService(this.#ctx).grant(member.role, ["userId"]);
    if (member.role === "owner") this.#refuseLastOwner(member.owners, ["userId"]);
    await Promise.all([
      db.delete(memberships).where(own(memberships, eq(memberships.userId, userId))),
      db
        .update(apiKeys)
        .set({ revokedAt: sql`now()` })
        .where(own(apiKeys, eq(apiKeys.userId, userId), isNull(apiKeys.revokedAt))),
    ]);
    await hub.publish(leaves ? memberLeft : memberRemoved, { id: userId, name: member.name });
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
      .for("update", { of: memberships });
    const member = found(
      rows.filter((row) => row.userId === userId),
      "member",
    );
    return { name: member.name, role: refOfRow(member), owners: rows.filter(({ role }) => role === "owner").length };
  }

  #refuseLastOwner(owners: number, path: string[]) {
    if (owners > 1) return;
    refuse({ path, code: "conflict", message: "This is the last owner. Make somebody else an owner first." });
  }
}
