import { apiKeys } from "@waybill/db/api-keys";
import { eq, isNull, sql } from "drizzle-orm";
import { onEventSync, type TenantContext } from "../../core/index.ts";
import { memberLeft, memberRemoved } from "../tenants/index.ts";

/** Revokes the keys of a removed member. */
async function revokeKeysOf({ db, inTenant }: TenantContext, { id }: { id: string }): Promise<void> {
  await db
    .update(apiKeys)
    .set({ revokedAt: sql`now()` })
    .where(inTenant(apiKeys, eq(apiKeys.userId, id), isNull(apiKeys.revokedAt)));
}

export const revokeKeysOfLeft = onEventSync(memberLeft, "apiKeys.revokeKeysOfLeft", revokeKeysOf);
export const revokeKeysOfRemoved = onEventSync(memberRemoved, "apiKeys.revokeKeysOfRemoved", revokeKeysOf);
