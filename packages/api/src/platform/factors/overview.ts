import { totpFactors } from "@waybill/db";
import { eq } from "drizzle-orm";
import type { WorkContext } from "../../core/index.ts";
import { Passkeys } from "./passkeys.ts";
import { RecoveryCodes } from "./recovery-codes.ts";
import { Totp } from "./totp.ts";

/** The second factors of a person, and how many recovery codes are left. */
export async function factorsOf(ctx: WorkContext, userId: string) {
  const [[totp], passkeys, recoveryCodes] = await Promise.all([
    ctx.db
      .select({ createdAt: totpFactors.createdAt, lastUsedAt: totpFactors.lastUsedAt })
      .from(totpFactors)
      .where(eq(totpFactors.userId, userId)),
    new Passkeys(ctx).list(userId),
    new RecoveryCodes(ctx).left(userId),
  ]);
  return { totp: totp ?? null, passkeys, recoveryCodes };
}

/** Takes every second factor of a person, with the recovery codes. */
export async function removeFactors(ctx: WorkContext, userId: string): Promise<void> {
  await new Totp(ctx).remove(userId);
  await new Passkeys(ctx).removeAll(userId);
  await new RecoveryCodes(ctx).clear(userId);
}
