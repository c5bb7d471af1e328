import { knownDevices, signInTickets } from "@waybill/db/auth";
import { and, eq, lt, ne, sql } from "drizzle-orm";
import { hashSecret, type WorkContext } from "../../core/index.ts";
import { endSessionsOf } from "../sessions/index.ts";

// What ends when the ways into an account change. Whoever had them may have been somebody else.

/** The browser and the session of who ends the others. */
export interface CurrentBrowser {
  sessionId?: string;
  /** The secret of the browser. */
  device?: string;
}

/**
 * Ends what opens the account without its password, or helps to guess it: sign-ins that wait for their second factor, and
 * what browsers are known by.
 *
 * @param current whose browser stays known.
 */
export async function forgetSignInState(
  { db }: WorkContext,
  userId: string,
  { device }: CurrentBrowser = {},
): Promise<void> {
  await db.delete(signInTickets).where(eq(signInTickets.userId, userId));
  const own = device === undefined ? undefined : ne(knownDevices.hash, hashSecret(device));
  await db.delete(knownDevices).where(and(eq(knownDevices.userId, userId), own));
}

/** Ends the sessions of a person, and with them {@link forgetSignInState}. @param current what stays @returns how many */
export async function endSignIns(ctx: WorkContext, userId: string, current: CurrentBrowser = {}): Promise<number> {
  await forgetSignInState(ctx, userId, current);
  return endSessionsOf(ctx, userId, current.sessionId);
}

/** Removes what browsers were known by, once that is over. */
export async function removeExpiredDevices({ db }: WorkContext): Promise<void> {
  await db.delete(knownDevices).where(lt(knownDevices.expiresAt, sql`now()`));
}
