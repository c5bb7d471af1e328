import { accounts, sessions, users } from "@waybill/db";
import { email as emailSchema, name as nameSchema, passkeyAssertion, text } from "@waybill/validators";
import { and, eq, sql } from "drizzle-orm";
import type { WorkContext } from "../../core/index.ts";
import { originOf } from "../../core/procedures.ts";
import { innerOf, type RequestContext } from "../../core/request.ts";
import { unitOfWork } from "../../core/unit-of-work.ts";
import { type Arrival, arrive, endSession, holdAccount } from "./arrival.ts";
import { checkPassword, checkSignInLink, type Throttled } from "./first-factor.ts";
import {
  challengeFor,
  challengeForAnybody,
  choicesOf,
  type Proof,
  proveByPasskey,
  proveSecondFactor,
} from "./second-factor.ts";

// What the routes of sign-in call. They set cookies, which procedures cannot; so each of these opens its own unit of
// work. A refusal is returned, not thrown: what was counted is committed.

function work<T>(request: RequestContext, body: (ctx: WorkContext) => Promise<T>): Promise<T> {
  return unitOfWork(innerOf(request).app, originOf(request), {}, ({ context }) => body(context));
}

/** How a provider names an account. */
const accountName = text({ max: 255, kind: "secret" });

/** How the first factor of a sign-in ended. */
type SignIn = { ok: true; arrival: Arrival } | { ok: false; reason: "invalid" };

/**
 * Signs in with email and password. Malformed credentials are refused like wrong ones. A password that was changed while
 * it was checked opens nothing.
 */
export async function signInWithPassword(request: RequestContext, credentials: unknown): Promise<SignIn | Throttled> {
  const check = await checkPassword(request, credentials);
  if (!check.ok) return check;
  const { userId, passwordHash } = check;
  const arrival = await work(request, async (ctx) => {
    const account = await holdAccount(ctx, userId);
    return account?.passwordHash === passwordHash ? arrive(ctx, userId, "password", request) : null;
  });
  // The hash of the same password may have been made anew, too: it is checked again.
  return arrival ? { ok: true, arrival } : signInWithPassword(request, credentials);
}

/** Signs in with a link that was mailed for it; uses it up. */
export function signInWithLink(request: RequestContext, input: unknown): Promise<SignIn> {
  return work(request, async (ctx): Promise<SignIn> => {
    const check = await checkSignInLink(ctx, request, input);
    return check.ok ? { ok: true, arrival: await arrive(ctx, check.userId, "link", request) } : check;
  });
}

/** What a sign-in provider says of a person. */
export interface ProviderProfile {
  provider: string;
  accountId: string;
  email: string | null;
  /** Whether the provider vouches for the address. */
  emailVerified: boolean;
  name: string | null;
}

/**
 * Signs in with an account at a provider: a known one, or one whose confirmed address makes or finds the person.
 *
 * An account that was never confirmed loses its password and sessions when the address's real owner arrives: who made
 * it may have been somebody else.
 *
 * @returns null where the provider does not vouch for the address, or says of the account what cannot be kept.
 */
export function signInWithProvider(request: RequestContext, profile: ProviderProfile): Promise<Arrival | null> {
  const accountId = accountName.safeParse(profile.accountId).data;
  if (!accountId) return Promise.resolve(null);
  const known = { ...profile, accountId };
  return work(request, async (ctx) => {
    const userId = (await knownAt(ctx, known)) ?? (await takeIn(ctx, known));
    return userId ? arrive(ctx, userId, "provider", request) : null;
  });
}

/** Whose account at the provider it is; null where it is new here. */
async function knownAt({ db }: WorkContext, { provider, accountId }: ProviderProfile): Promise<string | null> {
  const [known] = await db
    .select({ userId: accounts.userId })
    .from(accounts)
    .where(and(eq(accounts.provider, provider), eq(accounts.providerAccountId, accountId)));
  return known?.userId ?? null;
}

/** Makes or finds the person with the confirmed address, and connects the account. */
async function takeIn({ db }: WorkContext, profile: ProviderProfile): Promise<string | null> {
  const email = emailSchema.safeParse(profile.email).data;
  if (!email || !profile.emailVerified) return null;
  // A name is shown to colleagues; the address is not.
  const name = nameSchema().safeParse(profile.name).data ?? email.replace(/@.*/, "");
  await db.insert(users).values({ email, name, emailVerifiedAt: sql`now()` }).onConflictDoNothing();
  const [user] = await db.select().from(users).where(eq(users.email, email)).for("update");
  if (!user) return null;
  if (!user.emailVerifiedAt) {
    await db.update(users).set({ emailVerifiedAt: sql`now()`, passwordHash: null }).where(eq(users.id, user.id));
    await db.delete(sessions).where(eq(sessions.userId, user.id));
  }
  const { provider, accountId } = profile;
  await db.insert(accounts).values({ provider, providerAccountId: accountId, userId: user.id });
  return user.id;
}

/** What the browser with a ticket may prove next; null where the ticket is over. @param ticket the secret in its cookie */
export const secondFactorChoices = (request: RequestContext, ticket: string) =>
  work(request, (ctx) => choicesOf(ctx, ticket));

/** What the browser with a ticket needs to have a passkey sign; null where the ticket is over. */
export const secondFactorChallenge = (request: RequestContext, ticket: string) =>
  work(request, (ctx) => challengeFor(ctx, ticket));

/** Goes on with a sign-in by its second factor: a code, or what a passkey has signed. */
export const signInWithSecondFactor = (request: RequestContext, ticket: string, proof: unknown): Promise<Proof> =>
  work(request, (ctx) => proveSecondFactor(ctx, ticket, proof, request));

/** What a browser needs to sign in with a passkey alone, and the secret that its cookie has to keep meanwhile. */
export const passkeyChallenge = (request: RequestContext) => work(request, challengeForAnybody);

/** Signs in with a passkey alone. @param secret the one of {@link passkeyChallenge} */
export async function signInWithPasskey(request: RequestContext, secret: string, passkey: unknown): Promise<Proof> {
  const parsed = passkeyAssertion.safeParse(passkey);
  if (!parsed.success) return { ok: false, reason: "invalid" };
  return work(request, (ctx) => proveByPasskey(ctx, secret, parsed.data, request));
}

/** Ends a session. */
export function signOut(request: RequestContext, sessionId: string): Promise<void> {
  return work(request, (ctx) => endSession(ctx, sessionId));
}
