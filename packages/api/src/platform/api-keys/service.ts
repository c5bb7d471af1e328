import { randomBytes } from "node:crypto";
import { apiKeys } from "@waybill/db/api-keys";
import { memberships } from "@waybill/db/tenants";
import { users } from "@waybill/db/users";
import { desc, eq, isNull, sql } from "drizzle-orm";
import { hashApiKey, type MemberContext, ofTenant, refuse, requireRow, type WorkContext } from "../../core/index.ts";
import { apiKeyCreated, apiKeyRevoked } from "./events.ts";

/** Keys with which programs call procedures on behalf of their creators. */
export class ApiKeyService {
  readonly #ctx: MemberContext;

  constructor(ctx: MemberContext) {
    this.#ctx = ctx;
  }

  /** The own keys, or all keys for people who manage them; newest first. */
  async list() {
    const { db, inTenant, user, can } = this.#ctx;
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
      .where(inTenant(apiKeys, can("apiKeys.manage") ? undefined : eq(apiKeys.userId, user.id)))
      .orderBy(desc(apiKeys.id));
    return { items, nextCursor: null };
  }

  /**
   * Creates a key. The key is returned once; only its hash is stored.
   *
   * @throws not_allowed for permissions that the person does not have
   */
  async create(input: {
    name: string;
    permissions: string[];
    expiresInDays: number;
  }): Promise<{ id: string; key: string }> {
    const { db, hub, tenant, user, permissions, inTenant } = this.#ctx;
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
    const values = {
      name,
      permissions: input.permissions,
      hint: key.slice(-4),
      hash: hashApiKey(key),
      userId: user.id,
    };
    const [members, rows] = await Promise.all([
      // Held until the commit: a concurrent removal happens before, and refuses the key, or after, and revokes it.
      db
        .select({ userId: memberships.userId })
        .from(memberships)
        .where(inTenant(memberships, eq(memberships.userId, user.id)))
        .for("key share"),
      db
        .insert(apiKeys)
        .values({ tenantId: tenant.id, ...values, expiresAt: sql`now() + make_interval(days => ${expiresInDays})` })
        .returning({ id: apiKeys.id }),
    ]);
    requireRow(members, "tenant");
    const { id } = requireRow(rows, "apiKey");
    await hub.publish(apiKeyCreated, { id, name }, { after: { name, permissions: input.permissions, expiresInDays } });
    return { id, key };
  }

  /** Revokes a key; its next request is refused. */
  async revoke(id: string): Promise<{ id: string }> {
    const { db, hub, inTenant, why } = this.#ctx;
    const rows = await db
      .select({ name: apiKeys.name, userId: apiKeys.userId })
      .from(apiKeys)
      .where(inTenant(apiKeys, eq(apiKeys.id, id)));
    const key = requireRow(rows, "apiKey");
    const reason = why("apiKeys.revoke", key);
    if (reason) refuse({ path: [], code: "not_allowed", entity: "apiKey", message: reason });
    const revoked = await db
      .update(apiKeys)
      .set({ revokedAt: sql`now()` })
      .where(inTenant(apiKeys, eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
      .returning({ id: apiKeys.id });
    if (revoked.length > 0) await hub.publish(apiKeyRevoked, { id, name: key.name });
    return { id };
  }
}

/** Records the use of a key. @param ip of the caller */
export async function recordApiKeyUse(
  { db }: WorkContext,
  { tenantId, id }: { tenantId: string; id: string },
  ip: string | null,
): Promise<void> {
  await db
    .update(apiKeys)
    .set({ lastUsedAt: sql`now()`, lastUsedIp: ip })
    .where(ofTenant(tenantId, apiKeys, eq(apiKeys.id, id)));
}
