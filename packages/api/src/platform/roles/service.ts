import { alphabetical } from "@waybill/db";
import { roles } from "@waybill/db/roles";
import { memberships } from "@waybill/db/tenants";
import { roles as builtIn, type FieldIssue, type RoleRef } from "@waybill/validators";
import { asc, count, eq, sql } from "drizzle-orm";
import { changed, everyPermission, permissionsOf, refuse, requireRow, type TenantContext } from "../../core/index.ts";
import { staleSince } from "../stale/index.ts";
import { roleCreated, roleDeleted, roleUpdated } from "./events.ts";

/** A role for display. */
export interface RoleView {
  /** The name of a built-in role, or the id of a custom one. */
  id: RoleRef;
  name: string;
  builtIn: boolean;
  permissions: string[];
  /** Zero for built-in roles, which never change. */
  version: number;
}

/** The roles of a tenant. No one can grant permissions that they do not have. */
export class RoleService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  /** All roles with their members, and all resources with their actions: for the roles page. */
  async list() {
    const { db, registry, inTenant: ofTenant } = this.#ctx;
    const [own, holders] = await Promise.all([
      this.#customRoles(),
      db
        .select(holderColumns)
        .from(memberships)
        .where(ofTenant(memberships))
        .groupBy(memberships.role, memberships.customRoleId),
    ]);
    const counts = new Map(holders.map(({ role, customRoleId, members }) => [role ?? customRoleId, members]));
    const items = [...this.#builtIn(), ...own].map((role) => ({ ...role, members: counts.get(role.id) ?? 0 }));
    const resources = registry.resources.map(({ name, actions }) => ({ name, actions: Object.keys(actions) }));
    return { items, resources, nextCursor: null };
  }

  /** The roles that the person can grant. */
  async grantable(): Promise<RoleView[]> {
    return [...this.#builtIn(), ...(await this.#customRoles())].filter(
      ({ permissions }) => this.#lacking(permissions).length === 0,
    );
  }

  async create({ name, permissions }: { name: string; permissions: string[] }): Promise<{ id: string }> {
    this.#mayGrant(permissions);
    const { db, hub, tenant } = this.#ctx;
    const rows = await db.insert(roles).values({ tenantId: tenant.id, name, permissions }).returning({ id: roles.id });
    const role = requireRow(rows, "role");
    await hub.publish(roleCreated, { ...role, name }, { after: { name, permissions } });
    return role;
  }

  /**
   * Changes a role, effective with the next request of its holders.
   *
   * @throws not_allowed if the person lacks a permission of the role, before or after
   */
  async update(input: { id: string; version: number; name: string; permissions: string[] }): Promise<{ id: string }> {
    const { id, version, name, permissions } = input;
    const { db, hub } = this.#ctx;
    const before = await this.#lock(id);
    const kept = this.#unknown(before.permissions);
    this.#mayGrant(before.permissions.filter((one) => !kept.includes(one)));
    this.#mayGrant(permissions);
    if (before.version !== version) throw await staleSince(this.#ctx, "role", id, version);
    await db
      .update(roles)
      .set({ name, permissions: [...permissions, ...kept], version: version + 1, updatedAt: sql`now()` })
      .where(this.#rowWithId(id));
    await hub.publish(roleUpdated, { id, name }, changed(before, { name, permissions, version: version + 1 }));
    return { id };
  }

  /** Deletes an unused role. */
  async delete(id: string): Promise<{ id: string }> {
    const { db, hub } = this.#ctx;
    // Locks the key too, so that no one gets the role in the meantime.
    const { name, permissions } = requireRow(
      await db.select().from(roles).where(this.#rowWithId(id)).for("update"),
      "role",
    );
    const kept = this.#unknown(permissions);
    this.#mayGrant(permissions.filter((one) => !kept.includes(one)));
    await db.delete(roles).where(this.#rowWithId(id));
    await hub.publish(roleDeleted, { id, name }, { before: { name, permissions } });
    return { id };
  }

  /**
   * Finds a role to be granted.
   *
   * @param path of the role in the input
   * @throws not_found, and not_allowed if the person lacks one of its permissions
   */
  async grant(ref: RoleRef, path: string[]): Promise<RoleView> {
    const role = await this.find(ref);
    if (!role) {
      refuse({
        path,
        code: "not_found",
        entity: "role",
        message: "This role no longer exists. Choose another one.",
      });
    }
    this.#mayGrant(role.permissions, path);
    return role;
  }

  /** A built-in or custom role by its reference. */
  async find(ref: RoleRef): Promise<RoleView | undefined> {
    return this.#builtIn().find(({ id }) => id === ref) ?? (await this.#customRoles(ref)).at(0);
  }

  #builtIn(): RoleView[] {
    const { resources } = this.#ctx.registry;
    return builtIn.map((name) => {
      const permissions = [...permissionsOf(name, resources)].sort();
      return { id: name, name, builtIn: true, permissions, version: 0 };
    });
  }

  async #customRoles(id?: string): Promise<RoleView[]> {
    const known = everyPermission(this.#ctx.registry.resources);
    const rows = await this.#ctx.db
      .select({ id: roles.id, name: roles.name, permissions: roles.permissions, version: roles.version })
      .from(roles)
      .where(id ? this.#rowWithId(id) : this.#ctx.inTenant(roles))
      .orderBy(alphabetical(roles.name), asc(roles.id));
    return rows.map((row) => ({
      ...row,
      builtIn: false,
      permissions: row.permissions.filter((one) => known.has(one)),
    }));
  }

  async #lock(id: string) {
    return requireRow(await this.#ctx.db.select().from(roles).where(this.#rowWithId(id)).for("no key update"), "role");
  }

  /** Permissions of modules that were removed or are switched off: a role keeps them without effect. */
  #unknown(permissions: readonly string[]): string[] {
    const known = everyPermission(this.#ctx.registry.resources);
    return permissions.filter((permission) => !known.has(permission));
  }

  #lacking(permissions: readonly string[]): string[] {
    return permissions.filter((permission) => !this.#ctx.permissions.has(permission));
  }

  /** @throws an issue for unknown permissions, or for those that the person does not have */
  #mayGrant(permissions: readonly string[], path: string[] = ["permissions"]) {
    const unknown = this.#unknown(permissions);
    const issue = (message: string): FieldIssue => ({ path, code: "not_allowed", entity: "role", message });
    if (unknown.length > 0)
      refuse({ ...issue(`These permissions do not exist: ${unknown.join(", ")}.`), code: "invalid" });
    const lacking = this.#lacking(permissions);
    if (lacking.length > 0)
      refuse(issue(`This role has permissions that you do not have: ${lacking.slice(0, 5).join(", ")}.`));
  }

  #rowWithId(id: string) {
    return this.#ctx.inTenant(roles, eq(roles.id, id));
  }
}

const holderColumns = { role: memberships.role, customRoleId: memberships.customRoleId, members: count() };
