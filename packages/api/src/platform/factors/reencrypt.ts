import { totpFactors } from "@waybill/db/factors";
import { asc, eq, gt, sql } from "drizzle-orm";
import { decrypt, derivedKey, derivedKeys, encrypt, type WorkContext } from "../../core/index.ts";

/** The number of authenticator secrets by encryption key. */
export interface SecretCounts {
  /** With the current key. */
  current: number;
  /** With a former key; re-encrypted on request. */
  former: number;
  /** With an unknown key: the person has to set up the app again. */
  lost: number;
}

/** Secrets per transaction. */
const batchSize = 500;

/**
 * Counts a batch of authenticator secrets by encryption key, in the order of their people.
 *
 * @param after the id of the person to continue after; null for the first batch.
 * @param write whether secrets of a former key are re-encrypted with the current one.
 * @returns the counts of the batch; `next` is the `after` of the next batch, null after the last one
 */
export async function reencryptBatch(
  { db, settings }: WorkContext,
  after: string | null,
  write: boolean,
): Promise<SecretCounts & { next: string | null }> {
  const key = derivedKey(settings, "authenticator secrets");
  const keys = derivedKeys(settings, "authenticator secrets");
  const query = db
    .select({ userId: totpFactors.userId, secret: totpFactors.secret })
    .from(totpFactors)
    .where(after ? gt(totpFactors.userId, sql`${after}::uuid`) : undefined)
    .orderBy(asc(totpFactors.userId))
    .limit(batchSize);
  const rows = await (write ? query.for("no key update") : query);
  const counts = { current: 0, former: 0, lost: 0 };
  for (const { userId, secret } of rows) {
    const opened = keys.map((one) => decryptedBy(one, userId, secret));
    const found = opened.findIndex((text) => text !== null);
    const text = opened[found];
    if (found === 0) counts.current += 1;
    else if (typeof text !== "string") counts.lost += 1;
    else {
      counts.former += 1;
      if (write) {
        await db
          .update(totpFactors)
          .set({ secret: encrypt(key, userId, text) })
          .where(eq(totpFactors.userId, userId));
      }
    }
  }
  return { ...counts, next: rows.length === batchSize ? (rows.at(-1)?.userId ?? null) : null };
}

function decryptedBy(key: Buffer, userId: string, encrypted: string): string | null {
  try {
    return decrypt(key, userId, encrypted);
  } catch {
    return null;
  }
}
