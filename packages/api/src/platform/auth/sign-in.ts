import { email as emailSchema, passkeyAssertion, text } from "@waybill/validators";
import { z } from "zod";
import { emailPseudonym, failedProofFields, networkOf } from "../../core/index.ts";
import { internalsOf, type RequestContext } from "../../core/procedures/request.ts";
import { endSession } from "../sessions/index.ts";
import { completeFirstFactor, lockAccount, type SignInClient, type SignInOutcome } from "./complete-sign-in.ts";
import { checkPassword, checkSignInLink, signInWork, type Throttled } from "./first-factor.ts";
import { findProviderAccount, linkProviderAccount, type ProviderProfile } from "./provider-accounts.ts";
import {
  challengeFor,
  challengeForAnyone,
  choicesOf,
  type Proof,
  proveByPasskey,
  proveSecondFactor,
} from "./second-factor.ts";

// Functions for the sign-in routes. They set cookies, which procedures cannot, so each opens its own unit of work.
// Refusals are returned, not thrown, so that counts are committed.

/** The source of a sign-in request. */
function clientOf(request: RequestContext): SignInClient {
  const { ip, userAgent, device } = request;
  return { ip, userAgent, device, formerSessionId: internalsOf(request).formerSessionId };
}

/** The method of a sign-in. */
type SignInFactor = "code" | "link" | "passkey" | "password" | "provider";

/** Its outcome. */
type FactorOutcome = { ok: true; userId: string } | { ok: false; reason: string; userId?: string | null };

/**
 * Logs the outcome of a sign-in after the commit, never with the email address or the secret.
 *
 * @param account a pseudonym for the typed email address, if any.
 */
function logOutcome({ log, ip }: RequestContext, signIn: SignInFactor, ended: FactorOutcome, account?: string): void {
  const { userId = null } = ended;
  const who = { signIn, ...(userId ? { userId } : {}), ...(account ? { account } : {}) };
  if (ended.ok) log.info({ ...who, network: networkOf(ip) }, "a sign-in factor was verified");
  else log.info({ ...who, reason: ended.reason, ...failedProofFields(ip) }, "a sign-in failed");
}

/** The pseudonym of a typed email address in the log; nothing for an invalid one. */
function accountPseudonym(request: RequestContext, credentials: unknown): string | undefined {
  const email = typedEmailAddress.safeParse(credentials).data?.email;
  return email === undefined ? undefined : emailPseudonym(internalsOf(request).app.settings, email);
}

const typedEmailAddress = z.object({ email: emailSchema });

/** The key of an account at a provider. */
const accountName = text({ max: 255, kind: "secret" });

/** The outcome of the first factor. */
type FirstFactorResult = { ok: true; signIn: SignInOutcome } | { ok: false; reason: "invalid" };

/**
 * Signs in with email and password. Malformed credentials are refused like wrong ones. A password that changes during
 * the check opens nothing.
 */
export async function signInWithPassword(
  request: RequestContext,
  credentials: unknown,
): Promise<FirstFactorResult | Throttled> {
  const check = await checkPassword(request, credentials);
  if (!check.ok) {
    logOutcome(request, "password", check, accountPseudonym(request, credentials));
    return check;
  }
  const { userId, passwordHash } = check;
  const signIn = await signInWork(request, async (ctx) => {
    const account = await lockAccount(ctx, userId);
    return account?.passwordHash === passwordHash
      ? completeFirstFactor(ctx, userId, "password", clientOf(request))
      : null;
  });
  // The hash may have been renewed for the same password: check again.
  if (!signIn) return signInWithPassword(request, credentials);
  logOutcome(request, "password", check);
  return { ok: true, signIn };
}

/** Signs in with a mailed link and uses it up. */
export async function signInWithLink(request: RequestContext, input: unknown): Promise<FirstFactorResult> {
  const { check, signIn } = await signInWork(request, async (ctx) => {
    const found = await checkSignInLink(ctx, request, input);
    return {
      check: found,
      signIn: found.ok ? await completeFirstFactor(ctx, found.userId, "link", clientOf(request)) : null,
    };
  });
  logOutcome(request, "link", check);
  return signIn ? { ok: true, signIn } : { ok: false, reason: "invalid" };
}

/**
 * Signs in with a provider account: a known one, or one whose verified email address finds or creates the person.
 *
 * An unconfirmed account loses its password and sessions when the owner of the email address arrives, since someone
 * else may have created it.
 *
 * @returns null if the provider has not verified the email address, or if the account data cannot be stored.
 */
export async function signInWithProvider(
  request: RequestContext,
  profile: ProviderProfile,
): Promise<SignInOutcome | null> {
  const accountId = accountName.safeParse(profile.accountId).data;
  const known = accountId ? { ...profile, accountId } : null;
  const signIn = await signInWork(request, async (ctx) => {
    const userId = known && ((await findProviderAccount(ctx, known)) ?? (await linkProviderAccount(ctx, known)));
    return userId ? completeFirstFactor(ctx, userId, "provider", clientOf(request)) : null;
  });
  logOutcome(request, "provider", signIn ? { ok: true, userId: signIn.userId } : { ok: false, reason: "unconfirmed" });
  return signIn;
}

/** The available second factors; null if the ticket has ended. @param ticket the secret in its cookie */
export const secondFactorChoices = (request: RequestContext, ticket: string) =>
  signInWork(request, (ctx) => choicesOf(ctx, ticket));

/** The options for a passkey signature with a ticket; null if it has ended. */
export const secondFactorChallenge = (request: RequestContext, ticket: string) =>
  signInWork(request, (ctx) => challengeFor(ctx, ticket));

const withPasskey = z.object({ passkey: z.looseObject({}) });

/** Continues a sign-in with its second factor: a code or a passkey signature. */
export async function signInWithSecondFactor(request: RequestContext, ticket: string, proof: unknown): Promise<Proof> {
  const proved = await signInWork(request, (ctx) => proveSecondFactor(ctx, ticket, proof, clientOf(request)));
  logOutcome(request, withPasskey.safeParse(proof).success ? "passkey" : "code", proved);
  return proved;
}

/** The options to sign in with only a passkey, and the secret for the browser's cookie. */
export const passkeyChallenge = (request: RequestContext) => signInWork(request, challengeForAnyone);

/** Signs in with only a passkey. @param secret from {@link passkeyChallenge} */
export async function signInWithPasskey(request: RequestContext, secret: string, passkey: unknown): Promise<Proof> {
  const parsed = passkeyAssertion.safeParse(passkey);
  const proved: Proof = parsed.success
    ? await signInWork(request, (ctx) => proveByPasskey(ctx, secret, parsed.data, clientOf(request)))
    : { ok: false, reason: "invalid", userId: null };
  logOutcome(request, "passkey", proved);
  return proved;
}

/** Ends a session. */
export function signOut(request: RequestContext, sessionId: string): Promise<void> {
  return signInWork(request, (ctx) => endSession(ctx, sessionId));
}
