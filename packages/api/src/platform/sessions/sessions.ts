import { sessions } from "@waybill/db/sessions";
import type { SignInMethod } from "@waybill/validators";
import { and, eq, lt, ne, sql } from "drizzle-orm";
import type { WorkContext } from "../../core/index.ts";
import { newSessionId, sessionEnd, sessionUseUpdate } from "./limits.ts";

// Writes of sessions. Callers decide who gets one.

/** Opens a session. @returns its new, unique id */
export async function newSession(
  { db, settings }: WorkContext,
  values: {
    userId: string;
    method: SignInMethod;
    secondFactor: boolean;
    ip: string | null;
    userAgent: string | null;
  },
): Promise<string> {
  const id = newSessionId();
  await db.insert(sessions).values({ id, ...values, expiresAt: sessionEnd(settings) });
  return id;
}

/** Records the use of a session. */
export async function recordSessionUse({ db, settings }: WorkContext, id: string): Promise<void> {
  await db.update(sessions).set(sessionUseUpdate(settings)).where(eq(sessions.id, id));
}

/** Records a confirmed identity. @param second whether by a second factor */
export async function recordProof({ db }: WorkContext, id: string, second: boolean): Promise<void> {
  await db
    .update(sessions)
    .set({ authenticatedAt: sql`now()`, ...(second ? { secondFactor: true } : {}) })
    .where(eq(sessions.id, id));
}

/** Marks a session as confirmed by a second factor. */
export async function recordSecondFactor({ db }: WorkContext, id: string): Promise<void> {
  await db.update(sessions).set({ secondFactor: true }).where(eq(sessions.id, id));
}

/** Removes that mark from all sessions of a person. */
export async function forgetSecondFactor({ db }: WorkContext, userId: string): Promise<void> {
  await db.update(sessions).set({ secondFactor: false }).where(eq(sessions.userId, userId));
}

/** Ends a session. */
export async function endSession({ db }: WorkContext, id: string): Promise<void> {
  await db.delete(sessions).where(eq(sessions.id, id));
}

/** Ends one of a person's own sessions. @returns it; nothing if it does not exist */
export function endOwnSession({ db }: WorkContext, userId: string, id: string): Promise<{ id: string }[]> {
  return db
    .delete(sessions)
    .where(and(eq(sessions.id, id), eq(sessions.userId, userId)))
    .returning({ id: sessions.id });
}

/** Ends the sessions of a person. @param except the id of one that stays @returns their number */
export async function endSessionsOf({ db }: WorkContext, userId: string, except?: string): Promise<number> {
  const others = except === undefined ? undefined : ne(sessions.id, except);
  const ended = await db
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), others))
    .returning({ id: sessions.id });
  return ended.length;
}

/** Removes sessions that ended more than a day ago. */
export async function removeExpiredSessions({ db }: WorkContext): Promise<void> {
  await db.delete(sessions).where(lt(sessions.expiresAt, sql`now() - interval '1 day'`));
}
