import { passkeys, recoveryCodes, totpFactors } from "@waybill/db/factors";
import { and, eq, gte } from "drizzle-orm";
import type { WorkContext } from "../../core/index.ts";
import { Passkeys } from "./passkeys.ts";
import { RecoveryCodes } from "./recovery-codes.ts";
import { Totp } from "./totp.ts";

/** The second factors of a person and the number of recovery codes left. */
export async function factorsOf(ctx: WorkContext, userId: string) {
  const [[totp], own, codes] = await Promise.all([
    ctx.db
      .select({ createdAt: totpFactors.createdAt, lastUsedAt: totpFactors.lastUsedAt })
      .from(totpFactors)
      .where(eq(totpFactors.userId, userId)),
    new Passkeys(ctx).list(userId),
    new RecoveryCodes(ctx).left(userId),
  ]);
  return { totp: totp ?? null, passkeys: own, recoveryCodes: codes };
}

/** Removes all second factors and recovery codes of a person. */
export async function removeFactors(ctx: WorkContext, userId: string): Promise<void> {
  await new Totp(ctx).remove(userId);
  await new Passkeys(ctx).removeAll(userId);
  await new RecoveryCodes(ctx).clear(userId);
}

/**
 * Removes second factors that were added since a moment, possibly by someone else. The recovery codes go with the last
 * factor.
 */
export async function removeFactorsSince(ctx: WorkContext, userId: string, since: Date): Promise<void> {
  const { db } = ctx;
  await db.delete(totpFactors).where(and(eq(totpFactors.userId, userId), gte(totpFactors.createdAt, since)));
  await db.delete(passkeys).where(and(eq(passkeys.userId, userId), gte(passkeys.createdAt, since)));
  await db.delete(recoveryCodes).where(and(eq(recoveryCodes.userId, userId), gte(recoveryCodes.createdAt, since)));
  const left = await factorsOf(ctx, userId);
  if (!left.totp && left.passkeys.length === 0) await removeFactors(ctx, userId);
}
