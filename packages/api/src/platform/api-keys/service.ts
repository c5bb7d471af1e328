import { randomBytes } from "node:crypto";
import { apiKeys } from "@waybill/db/api-keys";
import { memberships } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import { desc, eq, isNull, sql } from "drizzle-orm";
import { found, hashKey, type MemberContext, ofTenant, refuse, type WorkContext } from "../../core/index.ts";
import { apiKeyCreated, apiKeyRevoked } from "./events.ts";

/** Keys that programs call procedures with, in the name of who made them. */
export class ApiKeyService {
  readonly #ctx: MemberContext;

  constructor(ctx: MemberContext) {
    this.#ctx = ctx;
  }

  /** The own keys, and everybody's for who manages them; the newest first. */
  async list() {
    const { db, own, user, can } = this.#ctx;
    const items = await db
      .select({
        id: apiKeys.id,
        name: apiKeys.name,
        hint: apiKeys.hint,
        permissions: apiKeys.permissions,
        userId: apiKeys.userId,
        userName: users.name,
        createdAt: apiKeys.createdAt,
        expiresAt: apiKeys.expiresAt,
        lastUsedAt: apiKeys.lastUsedAt,
        lastUsedIp: apiKeys.lastUsedIp,
        revokedAt: apiKeys.revokedAt,
        expired: sql<boolean>`${apiKeys.expiresAt} <= now()`,
      })
      .from(apiKeys)
      .innerJoin(users, eq(users.id, apiKeys.userId))
      .where(own(apiKeys, can("apiKeys.manage") ? undefined : eq(apiKeys.userId, user.id)))
      .orderBy(desc(apiKeys.id));
    return { items, nextCursor: null };
  }

  /**
   * Makes a key. It is told this once; only its hash is kept.
   *
   * @throws not_allowed for permissions that the person lacks
   */
  async create(input: {
    name: string;
    permissions: string[];
    expiresInDays: number;
  }): Promise<{ id: string; key: string }> {
    const { db, hub, tenant, user, permissions, own } = this.#ctx;
    const { name, expiresInDays } = input;
    const lacking = input.permissions.filter((permission) => !permissions.has(permission));
    if (lacking.length > 0) {
      refuse({
        path: ["permissions"],
        code: "not_allowed",
        message: `You do not have these permissions: ${lacking.slice(0, 5).join(", ")}.`,
      });
    }
    const key = `wb_${tenant.id.replaceAll("-", "")}_${randomBytes(32).toString("base64url")}`;
    const values = { name, permissions: input.permissions, hint: key.slice(-4), hash: hashKey(key), userId: user.id };
    const [members, rows] = await Promise.all([
      // Held until the commit: who is removed meanwhile is removed before, and has no key, or after, with it.
      db
        .select({ userId: memberships.userId })
        .from(memberships)
        .where(own(memberships, eq(memberships.userId, user.id)))
        .for("key share"),
      db
        .insert(apiKeys)
        .values({ tenantId: tenant.id, ...values, expiresAt: sql`now() + make_interval(days => ${expiresInDays})` })
        .returning({ id: apiKeys.id }),
    ]);
    found(members, "tenant");
    const { id } = found(rows, "apiKey");
    await hub.publish(apiKeyCreated, { id, name }, { after: { name, permissions: input.permissions, expiresInDays } });
    return { id, key };
  }

  /** Ends a key; it is refused with its next request. */
  async revoke(id: string): Promise<{ id: string }> {
    const { db, hub, own, why } = this.#ctx;
    const rows = await db
      .select({ name: apiKeys.name, userId: apiKeys.userId })
      .from(apiKeys)
      .where(own(apiKeys, eq(apiKeys.id, id)));
    const key = found(rows, "apiKey");
    const reason = why("apiKeys.revoke", key);
    if (reason) refuse({ path: [], code: "not_allowed", entity: "apiKey", message: reason });
    const revoked = await db
      .update(apiKeys)
      .set({ revokedAt: sql`now()` })
      .where(own(apiKeys, eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
      .returning({ id: apiKeys.id });
    if (revoked.length > 0) await hub.publish(apiKeyRevoked, { id, name: key.name });
    return { id };
  }
}

/** Notes that a key was used just now. @param ip from where */
export async function recordKeyUse(
  { db }: WorkContext,
  { tenantId, id }: { tenantId: string; id: string },
  ip: string | null,
): Promise<void> {
  await db
    .update(apiKeys)
    .set({ lastUsedAt: sql`now()`, lastUsedIp: ip })
    .where(ofTenant(tenantId, apiKeys, eq(apiKeys.id, id)));
}
