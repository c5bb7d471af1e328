import { totpFactors } from "@waybill/db/factors";
import { asc, eq, gt, sql } from "drizzle-orm";
import { keyFor, keysFor, seal, unseal, type WorkContext } from "../../core/index.ts";

/** How many secrets of authenticator apps are sealed how. */
export interface Seals {
  /** With the key of now. */
  current: number;
  /** With a former one: sealed anew, where that was asked for. */
  former: number;
  /** With one that is in no setting: the person has to set up the app anew. */
  lost: number;
}

/** How many are looked at in one transaction. */
const pieceSize = 500;

/**
 * Looks how the secrets of the next authenticator apps are sealed.
 *
 * @param after the person after whom to go on; null at the beginning.
 * @param write whether those that a former key has sealed are sealed by the key of now.
 * @returns with the person after whom the next piece begins; null at the end
 */
export async function resealPiece(
  { db, settings }: WorkContext,
  after: string | null,
  write: boolean,
): Promise<Seals & { next: string | null }> {
  const key = keyFor(settings, "authenticator secrets");
  const keys = keysFor(settings, "authenticator secrets");
  const query = db
    .select({ userId: totpFactors.userId, secret: totpFactors.secret })
    .from(totpFactors)
    .where(after ? gt(totpFactors.userId, sql`${after}::uuid`) : undefined)
    .orderBy(asc(totpFactors.userId))
    .limit(pieceSize);
  const rows = await (write ? query.for("no key update") : query);
  const seals = { current: 0, former: 0, lost: 0 };
  for (const { userId, secret } of rows) {
    const opened = keys.map((one) => openedBy(one, userId, secret));
    const found = opened.findIndex((text) => text !== null);
    const text = opened[found];
    if (found === 0) seals.current += 1;
    else if (typeof text !== "string") seals.lost += 1;
    else {
      seals.former += 1;
      if (write) {
        await db
          .update(totpFactors)
          .set({ secret: seal(key, userId, text) })
          .where(eq(totpFactors.userId, userId));
      }
    }
  }
  return { ...seals, next: rows.length === pieceSize ? (rows.at(-1)?.userId ?? null) : null };
}

function openedBy(key: Buffer, userId: string, sealed: string): string | null {
  try {
    return unseal(key, userId, sealed);
  } catch {
    return null;
  }
}
