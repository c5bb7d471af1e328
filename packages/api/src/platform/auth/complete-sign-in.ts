import { signInTickets } from "@waybill/db/auth";
import { users } from "@waybill/db/users";
import type { SignInMethod } from "@waybill/validators";
import { and, eq, gt, lt, sql } from "drizzle-orm";
import { hashSecret, newSecret, type WorkContext } from "../../core/index.ts";
import { hasSecondFactor } from "../factors/index.ts";
import { endSession, newSession } from "../sessions/index.ts";
import { rememberDevice } from "./devices.ts";

// Every first factor ends here: with a session, or with a ticket for the second factor. A ticket is not a session and
// gives no access.

/** The time for the second factor. */
const ticketMinutes = 5;
/** The number of tries per ticket. */
const ticketTries = 5;

/** The origin of a sign-in: network and browser. */
export interface SignInClient {
  ip: string | null;
  userAgent: string | null;
  /** The secret that identifies the browser. */
  device: string;
  /** The current session of the browser. */
  formerSessionId: string | null;
}

/** The result of a first factor. */
export type SignInOutcome =
  | { kind: "session"; userId: string; sessionId: string }
  /** The secret goes into the browser's cookie; only its hash is stored. */
  | { kind: "ticket"; userId: string; secret: string };

/**
 * Locks an account in share mode until the transaction ends, before a session is opened. A change of password or an end
 * of sessions either happens before and is visible here, or waits and ends the new session.
 *
 * @returns undefined if the account no longer exists.
 */
export async function lockAccount({ db }: WorkContext, userId: string) {
  const rows = await db
    .select({ email: users.email, passwordHash: users.passwordHash })
    .from(users)
    .where(eq(users.id, userId))
    .for("share");
  return rows.at(0);
}

/**
 * Completes a first factor: opens a session, or issues a ticket if the account has a second factor. Ends the browser's
 * current session in both cases.
 */
export async function completeFirstFactor(
  ctx: WorkContext,
  userId: string,
  method: SignInMethod,
  source: SignInClient,
): Promise<SignInOutcome> {
  const [user] = await ctx.db.select({ hasSecondFactor }).from(users).where(eq(users.id, userId));
  if (user?.hasSecondFactor) {
    await endFormerSession(ctx, source);
    return { kind: "ticket", userId, secret: await issueTicket(ctx, userId, method) };
  }
  return {
    kind: "session",
    userId,
    sessionId: await openSession(ctx, { userId, method, secondFactor: false }, source),
  };
}

/**
 * Opens a session in place of the browser's current one and remembers the browser.
 *
 * @returns the new, unique session id
 */
export async function openSession(
  ctx: WorkContext,
  proved: { userId: string; method: SignInMethod; secondFactor: boolean },
  source: SignInClient,
): Promise<string> {
  const { ip, userAgent, device } = source;
  await endFormerSession(ctx, source);
  await rememberDevice(ctx, proved.userId, device);
  return newSession(ctx, { ...proved, ip, userAgent });
}

async function endFormerSession(ctx: WorkContext, { formerSessionId }: SignInClient): Promise<void> {
  if (formerSessionId) await endSession(ctx, formerSessionId);
}

async function issueTicket({ db }: WorkContext, userId: string, method: SignInMethod): Promise<string> {
  const secret = newSecret();
  const expiresAt = sql`now() + make_interval(mins => ${ticketMinutes})`;
  await db.insert(signInTickets).values({ hash: hashSecret(secret), userId, method, expiresAt });
  return secret;
}

/** A sign-in that waits for its second factor. */
export interface Ticket {
  hash: string;
  userId: string;
  method: SignInMethod;
}

const columns = { hash: signInTickets.hash, userId: signInTickets.userId, method: signInTickets.method };

const alive = (secret: string) =>
  and(
    eq(signInTickets.hash, hashSecret(secret)),
    gt(signInTickets.expiresAt, sql`now()`),
    lt(signInTickets.tries, ticketTries),
  );

/** The ticket of a secret; null if it was used, has expired or was tried too often. */
export async function findTicket({ db }: WorkContext, secret: string): Promise<Ticket | null> {
  const [ticket] = await db.select(columns).from(signInTickets).where(alive(secret));
  return ticket ?? null;
}

/**
 * Finds the ticket and counts a try. Concurrent tries run one after the other. The count is part of the transaction:
 * commit it, whatever the outcome.
 */
export async function tryTicket({ db }: WorkContext, secret: string): Promise<Ticket | null> {
  const [ticket] = await db
    .update(signInTickets)
    .set({ tries: sql`${signInTickets.tries} + 1` })
    .where(alive(secret))
    .returning(columns);
  return ticket ?? null;
}

/** Exchanges a ticket for a session after the second factor. @returns the session id */
export async function redeemTicket(
  ctx: WorkContext,
  { hash, userId, method }: Ticket,
  source: SignInClient,
): Promise<string> {
  await ctx.db.delete(signInTickets).where(eq(signInTickets.hash, hash));
  return openSession(ctx, { userId, method, secondFactor: true }, source);
}
