import { knownDevices, signInTickets } from "@waybill/db/auth";
import { and, eq, lt, ne, sql } from "drizzle-orm";
import { hashSecret, type WorkContext } from "../../core/index.ts";
import { endSessionsOf } from "../sessions/index.ts";

// Cleanup after a change of sign-in methods: the former ones may have been in other hands.

/** The browser and session that stay. */
export interface CurrentBrowser {
  sessionId?: string;
  /** The secret of the browser. */
  device?: string;
}

/** Deletes pending sign-ins and remembered browsers. @param current the browser that stays known. */
export async function forgetSignInState(
  { db }: WorkContext,
  userId: string,
  { device }: CurrentBrowser = {},
): Promise<void> {
  await db.delete(signInTickets).where(eq(signInTickets.userId, userId));
  const own = device === undefined ? undefined : ne(knownDevices.hash, hashSecret(device));
  await db.delete(knownDevices).where(and(eq(knownDevices.userId, userId), own));
}

/**
 * Ends the sessions of a person and calls {@link forgetSignInState}. @param current the session that stays @returns the
 * number of ended sessions
 */
export async function endSignIns(ctx: WorkContext, userId: string, current: CurrentBrowser = {}): Promise<number> {
  await forgetSignInState(ctx, userId, current);
  return endSessionsOf(ctx, userId, current.sessionId);
}

/** Removes expired browsers. */
export async function removeExpiredDevices({ db }: WorkContext): Promise<void> {
  await db.delete(knownDevices).where(lt(knownDevices.expiresAt, sql`now()`));
}
