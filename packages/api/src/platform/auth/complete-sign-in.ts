import { signInTickets } from "@waybill/db/auth";
import { users } from "@waybill/db/users";
import type { SignInMethod } from "@waybill/validators";
import { and, eq, gt, lt, sql } from "drizzle-orm";
import { hashSecret, newSecret, type WorkContext } from "../../core/index.ts";
import { hasSecondFactor } from "../factors/index.ts";
import { endSession, newSession } from "../sessions/index.ts";
import { rememberDevice } from "./devices.ts";

// Where every sign-in ends, whatever it began with: in a session, or in front of the second factor. Between the two is
// a ticket, which is no session and reads nothing.

/** How long somebody has for the second factor. */
const ticketMinutes = 5;
/** How often it may be tried with one ticket. */
const ticketTries = 5;

/** Where a sign-in comes from. */
export interface SignInSource {
  ip: string | null;
  userAgent: string | null;
  /** The secret that the browser is known by. */
  device: string;
  /** The session that the browser has until now. */
  formerSessionId: string | null;
}

/** What a first factor leads to. */
export type SignInOutcome =
  | { kind: "session"; userId: string; sessionId: string }
  /** The secret is for the cookie of the browser that signs in; only its hash is kept. */
  | { kind: "ticket"; userId: string; secret: string };

/**
 * Holds an account as it is until the transaction ends, for whoever opens a session of it. A new password, or whatever
 * else ends sessions, comes before, and is seen here; or it waits, and ends the session that is opened.
 *
 * @returns undefined where the account is gone.
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
 * Lets somebody in who has proved the first factor; in front of the second one, where the account has one. The session
 * that the browser had until now ends in both cases.
 */
export async function completeFirstFactor(
  ctx: WorkContext,
  userId: string,
  method: SignInMethod,
  source: SignInSource,
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
 * Opens a session in place of the one that the browser had, and takes the browser for known from here on.
 *
 * @returns the session's id, which no session has had before
 */
export async function openSession(
  ctx: WorkContext,
  proved: { userId: string; method: SignInMethod; secondFactor: boolean },
  source: SignInSource,
): Promise<string> {
  const { ip, userAgent, device } = source;
  await endFormerSession(ctx, source);
  await rememberDevice(ctx, proved.userId, device);
  return newSession(ctx, { ...proved, ip, userAgent });
}

async function endFormerSession(ctx: WorkContext, { formerSessionId }: SignInSource): Promise<void> {
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

/** The ticket of a secret; null where it was used, is over, or was tried too often. */
export async function findTicket({ db }: WorkContext, secret: string): Promise<Ticket | null> {
  const [ticket] = await db.select(columns).from(signInTickets).where(alive(secret));
  return ticket ?? null;
}

/**
 * The same, and counts one try. Tries with one ticket come one after the other: whoever is second finds what the first
 * has left. The count stays with the transaction: commit it, whatever the try comes to.
 */
export async function tryTicket({ db }: WorkContext, secret: string): Promise<Ticket | null> {
  const [ticket] = await db
    .update(signInTickets)
    .set({ tries: sql`${signInTickets.tries} + 1` })
    .where(alive(secret))
    .returning(columns);
  return ticket ?? null;
}

/** Makes a session of a ticket whose second factor was proved. The ticket is gone with it. @returns the session's id */
export async function redeemTicket(
  ctx: WorkContext,
  { hash, userId, method }: Ticket,
  source: SignInSource,
): Promise<string> {
  await ctx.db.delete(signInTickets).where(eq(signInTickets.hash, hash));
  return openSession(ctx, { userId, method, secondFactor: true }, source);
}
