import { TRPCError } from "@trpc/server";
import { publicUrl } from "@waybill/config";
import { invitations, memberships, tenants, users } from "@waybill/db";
import { type FieldIssue, type Role, roles } from "@waybill/validators";
import { and, asc, eq, gt, sql } from "drizzle-orm";
import { found, type MemberContext, permissionsOf, refuse, type Tenant, type UserContext } from "../../core/index.ts";
import { hashSecret, newSecret } from "../auth/index.ts";
import { sendMail, templates } from "../mail/index.ts";

const invitationDays = 7;

const deadInvitation: FieldIssue = {
  path: ["token"],
  code: "invalid",
  message: "This invitation was used already, withdrawn, or is too old.",
};

/** The tenants of a person, from outside any of them. */
export class OwnTenants {
  constructor(private readonly ctx: UserContext) {}

  /** The organisations that the person belongs to, by name. */
  async list() {
    const items = await this.ctx.db
      .select({ id: tenants.id, name: tenants.name, slug: tenants.slug, role: memberships.role })
      .from(memberships)
      .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
      .where(eq(memberships.userId, this.ctx.user.id))
      .orderBy(asc(tenants.name));
    return { items, nextCursor: null };
  }

  /** Whether nobody has the slug yet. */
  async slugAvailable(slug: string): Promise<{ available: boolean }> {
    const rows = await this.ctx.db.select({ id: tenants.id }).from(tenants).where(eq(tenants.slug, slug));
    return { available: rows.length === 0 };
  }

  /** Makes an organisation, with the person as its owner. */
  async create(input: { name: string; slug: string }): Promise<Tenant> {
    const rows = await this.ctx.db
      .insert(tenants)
      .values(input)
      .returning({ id: tenants.id, name: tenants.name, slug: tenants.slug });
    const tenant = found(rows, "tenant");
    const { db } = this.ctx.enterTenant(tenant);
    await db.insert(memberships).values({ tenantId: tenant.id, userId: this.ctx.user.id, role: "owner" });
    return tenant;
  }

  /** What an invitation offers, for the page that asks whether to accept. */
  async invitation(token: string): Promise<{ tenant: Tenant; role: Role; email: string }> {
    const { tenant, invitation } = await this.open(token);
    return { tenant, role: invitation.role, email: invitation.email };
  }

  /** Accepts an invitation. Only the person whose confirmed address it was sent to can. */
  async accept(token: string): Promise<Tenant> {
    const { user } = this.ctx;
    const { tenant, invitation } = await this.open(token);
    if (invitation.email !== user.email) {
      throw new TRPCError({
        code: "FORBIDDEN",
        message: `This invitation was sent to ${invitation.email}, and you are signed in as ${user.email}.`,
      });
    }
    const { db } = this.ctx;
    await db
      .insert(memberships)
      .values({ tenantId: tenant.id, userId: user.id, role: invitation.role })
      .onConflictDoNothing();
    await db.delete(invitations).where(eq(invitations.id, invitation.id));
    return tenant;
  }

  /** Finds a live invitation. Its token names the tenant, so that it is looked up inside it. */
  private async open(token: string) {
    const [tenantId = "", secret = ""] = token.split(".");
    const [tenant] = await this.ctx.db
      .select({ id: tenants.id, name: tenants.name, slug: tenants.slug })
      .from(tenants)
      .where(sql`${tenants.id}::text = ${tenantId}`);
    if (!tenant) refuse(deadInvitation);
    const { db } = this.ctx.enterTenant(tenant);
    const [invitation] = await db
      .select()
      .from(invitations)
      .where(and(eq(invitations.tokenHash, hashSecret(secret)), gt(invitations.expiresAt, sql`now()`)));
    if (!invitation) refuse(deadInvitation);
    return { tenant, invitation };
  }
}

/** One tenant, from inside. */
export class TenantService {
  constructor(private readonly ctx: MemberContext) {}

  /** The organisation, and what the person may do in it. */
  current() {
    const { tenant, role, registry } = this.ctx;
    return { ...tenant, role, permissions: [...permissionsOf(role, registry.resources)] };
  }

  /** Changes the name. */
  async update(input: { name: string }) {
    const rows = await this.ctx.db
      .update(tenants)
      .set(input)
      .where(eq(tenants.id, this.ctx.tenant.id))
      .returning({ id: tenants.id, name: tenants.name });
    return found(rows, "tenant");
  }

  /** Members by name, and invitations that wait. */
  async members() {
    const { db, tenant } = this.ctx;
    const [items, invited] = await Promise.all([
      db
        .select({
          userId: users.id,
          name: users.name,
          email: users.email,
          role: memberships.role,
          since: memberships.createdAt,
        })
        .from(memberships)
        .innerJoin(users, eq(users.id, memberships.userId))
        .where(eq(memberships.tenantId, tenant.id))
        .orderBy(asc(users.name)),
      db
        .select({
          id: invitations.id,
          email: invitations.email,
          role: invitations.role,
          createdAt: invitations.createdAt,
          expiresAt: invitations.expiresAt,
        })
        .from(invitations)
        .orderBy(asc(invitations.email)),
    ]);
    return { items, invitations: invited, nextCursor: null };
  }

  /** Invites an address by mail. A new invitation of the same address replaces the old one. */
  async invite({ email, role }: { email: string; role: Role }): Promise<{ email: string }> {
    const { db, jobs, tenant, user, settings } = this.ctx;
    this.mayGrant(role, ["role"]);
    const [member] = await db
      .select({ id: users.id })
      .from(memberships)
      .innerJoin(users, eq(users.id, memberships.userId))
      .where(and(eq(users.email, email), eq(memberships.tenantId, tenant.id)));
    if (member) {
      refuse({ path: ["email"], code: "taken", entity: "member", message: `${email} is already a member.` });
    }
    const secret = newSecret();
    const values = {
      role,
      tokenHash: hashSecret(secret),
      invitedBy: user.id,
      expiresAt: sql`now() + make_interval(days => ${invitationDays})`,
    };
    await db
      .insert(invitations)
      .values({ email, ...values })
      .onConflictDoUpdate({ target: [invitations.tenantId, invitations.email], set: values });
    const url = `${publicUrl(settings)}/invitations/${tenant.id}.${secret}`;
    await sendMail(jobs, email, templates.invitation({ inviter: user.name, tenant: tenant.name, role, url }));
    return { email };
  }

  /** Withdraws an invitation. */
  async revokeInvitation(id: string) {
    const rows = await this.ctx.db.delete(invitations).where(eq(invitations.id, id)).returning({ id: invitations.id });
    return found(rows, "invitation");
  }

  /** Gives a member another role. Nobody grants more than the own role; the last owner stays owner. */
  async setRole({ userId, role }: { userId: string; role: Role }): Promise<{ userId: string; role: Role }> {
    const { db, tenant } = this.ctx;
    const member = await this.lockMember(userId);
    this.mayGrant(role, ["role"]);
    this.mayGrant(member.role, ["role"]);
    if (member.role === "owner" && role !== "owner") this.refuseLastOwner(member.owners, ["role"]);
    await db
      .update(memberships)
      .set({ role })
      .where(and(eq(memberships.tenantId, tenant.id), eq(memberships.userId, userId)));
    return { userId, role };
  }

  /** Takes a member out of the tenant. The last owner stays. */
  async removeMember(userId: string): Promise<{ userId: string }> {
    const { db, tenant, user } = this.ctx;
    const member = await this.lockMember(userId);
    if (userId !== user.id) this.mayGrant(member.role, ["userId"]);
    if (member.role === "owner") this.refuseLastOwner(member.owners, ["userId"]);
    await db.delete(memberships).where(and(eq(memberships.tenantId, tenant.id), eq(memberships.userId, userId)));
    return { userId };
  }

  /** The member, and how many owners there are; locked, so that two owners cannot both leave. */
  private async lockMember(userId: string): Promise<{ role: Role; owners: number }> {
    const { db, tenant } = this.ctx;
    const rows = await db
      .select({ userId: memberships.userId, role: memberships.role })
      .from(memberships)
      .where(
        and(
          eq(memberships.tenantId, tenant.id),
          sql`(${memberships.userId} = ${userId} or ${memberships.role} = 'owner')`,
        ),
      )
      .orderBy(memberships.userId)
      .for("update");
    const member = found(
      rows.filter((row) => row.userId === userId),
      "member",
    );
    return { role: member.role, owners: rows.filter((row) => row.role === "owner").length };
  }

  private mayGrant(role: Role, path: string[]) {
    if (roles.indexOf(role) < roles.indexOf(this.ctx.role)) {
      refuse({ path, code: "not_allowed", message: `Only an ${role} can do this; you are ${this.ctx.role}.` });
    }
  }

  private refuseLastOwner(owners: number, path: string[]) {
    if (owners > 1) return;
    refuse({ path, code: "conflict", message: "This is the last owner. Make somebody else an owner first." });
  }
}
