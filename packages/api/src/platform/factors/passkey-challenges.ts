import { passkeyChallenges } from "@waybill/db/factors";
import { and, eq, gt, sql } from "drizzle-orm";
import { asInserted, type WorkContext } from "../../core/index.ts";

/** The time limit for a challenge. */
const challengeMinutes = 5;

/** The purpose of a challenge. An answer is valid for one purpose only. */
type ChallengePurpose = (typeof passkeyChallenges.$inferSelect)["purpose"];

/** The purpose of a challenge and its only valid responder. */
export interface ChallengeContext {
  purpose: ChallengePurpose;
  /** A session id, or the hash of a secret in the browser's cookie. */
  holder: string;
}

/** Stores a challenge, instead of the former one of the same holder. */
export async function storeChallenge(
  { db }: WorkContext,
  { purpose, holder }: ChallengeContext,
  challenge: string,
): Promise<void> {
  const values = { challenge, expiresAt: sql`now() + make_interval(mins => ${challengeMinutes})` };
  await db
    .insert(passkeyChallenges)
    .values({ purpose, holder, ...values })
    .onConflictDoUpdate({ target: [passkeyChallenges.purpose, passkeyChallenges.holder], set: asInserted(values) });
}

/** The stored challenge; null without one that is valid. It is deleted: it can be answered once, whatever the outcome. */
export async function takeChallenge(
  { db }: WorkContext,
  { purpose, holder }: ChallengeContext,
): Promise<string | null> {
  const [row] = await db
    .delete(passkeyChallenges)
    .where(
      and(
        eq(passkeyChallenges.purpose, purpose),
        eq(passkeyChallenges.holder, holder),
        gt(passkeyChallenges.expiresAt, sql`now()`),
      ),
    )
    .returning({ challenge: passkeyChallenges.challenge });
  return row?.challenge ?? null;
}
