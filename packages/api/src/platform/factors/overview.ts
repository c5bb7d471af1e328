import { passkeys, recoveryCodes, totpFactors } from "@waybill/db/factors";
import { and, eq, gte } from "drizzle-orm";
import type { WorkContext } from "../../core/index.ts";
import { Passkeys } from "./passkeys.ts";
import { RecoveryCodes } from "./recovery-codes.ts";
import { Totp } from "./totp.ts";

/** The second factors of a person, and how many recovery codes are left. */
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

/** Takes every second factor of a person, with the recovery codes. */
export async function removeFactors(ctx: WorkContext, userId: string): Promise<void> {
  await new Totp(ctx).remove(userId);
  await new Passkeys(ctx).removeAll(userId);
  await new RecoveryCodes(ctx).clear(userId);
}

/**
 * Takes what was added to a person's second factors since a moment: who added it may have been somebody else. With the
 * last factor go the recovery codes.
 */
export async function removeFactorsSince(ctx: WorkContext, userId: string, since: Date): Promise<void> {
  const { db } = ctx;
  await db.delete(totpFactors).where(and(eq(totpFactors.userId, userId), gte(totpFactors.createdAt, since)));
  await db.delete(passkeys).where(and(eq(passkeys.userId, userId), gte(passkeys.createdAt, since)));
  await db.delete(recoveryCodes).where(and(eq(recoveryCodes.userId, userId), gte(recoveryCodes.createdAt, since)));
  const left = await factorsOf(ctx, userId);
  if (!left.totp && left.passkeys.length === 0) await removeFactors(ctx, userId);
}
