import { users } from "@waybill/db/users";
import { type PasskeyAssertion, passkeyAssertion, secondFactorCode, totpCode } from "@waybill/validators";
import { eq } from "drizzle-orm";
import { z } from "zod";
import {
  admit,
  asUser,
  hashSecret,
  newSecret,
  requireRow,
  resetLimits,
  type User,
  type WorkContext,
} from "../../core/index.ts";
import { type ChallengeContext, factorsOf, Passkeys, RecoveryCodes, Totp } from "../factors/index.ts";
import { notifyPerson } from "../security-notices/index.ts";
import { userColumns } from "../users/index.ts";
import {
  findTicket,
  lockAccount,
  openSession,
  redeemTicket,
  type SignInClient,
  type Ticket,
  tryTicket,
} from "./complete-sign-in.ts";
import { knownDeviceOf } from "./devices.ts";
import type { Throttled } from "./first-factor.ts";
import { limitsOfCode } from "./limits.ts";

/** The outcome of a second factor, or of only a passkey. */
export type Proof =
  | { ok: true; userId: string; sessionId: string }
  /** The account of the try; null if unknown. */
  | (({ ok: false; reason: "invalid" | "expired" } | Throttled) & { userId: string | null });

const proofs = z.union([z.object({ passkey: passkeyAssertion }), z.object({ code: secondFactorCode })]);

const askedOf = ({ hash }: Ticket): ChallengeContext => ({ purpose: "second_factor", holder: hash });

/** The available second factors of a ticket; null if it has ended. */
export async function choicesOf(ctx: WorkContext, secret: string) {
  const ticket = await findTicket(ctx, secret);
  if (!ticket) return null;
  const { totp, passkeys, recoveryCodes } = await factorsOf(ctx, ticket.userId);
  return { totp: totp !== null, passkey: passkeys.length > 0, recoveryCode: recoveryCodes > 0 };
}

/** The options for a passkey signature with a ticket; null if it has ended. */
export async function challengeFor(ctx: WorkContext, secret: string) {
  const ticket = await findTicket(ctx, secret);
  return ticket && new Passkeys(ctx).assertionOptions(askedOf(ticket), ticket.userId);
}

/** Checks the second factor of a sign-in and opens the session. Each call counts as a try. */
export async function proveSecondFactor(
  ctx: WorkContext,
  secret: string,
  given: unknown,
  source: SignInClient,
): Promise<Proof> {
  const waiting = await findTicket(ctx, secret);
  // Locked before the ticket, in the same order as code that ends both.
  if (waiting) await lockAccount(ctx, waiting.userId);
  const ticket = await tryTicket(ctx, secret);
  if (!ticket) return { ok: false, reason: "expired", userId: null };
  const { userId } = ticket;
  const proof = proofs.safeParse(given).data;
  if (!proof) return { ok: false, reason: "invalid", userId };
  // Only codes can be guessed; a passkey is never limited.
  const limits = "code" in proof ? limitsOfCode(userId, await knownDeviceOf(ctx, userId, source.device)) : [];
  const admission = await admit(ctx, limits);
  if (!admission.ok) return { ok: false, reason: "throttled", waitSeconds: admission.waitSeconds, userId };
  if (!(await proves(ctx, ticket, proof))) return { ok: false, reason: "invalid", userId };
  await resetLimits(ctx, limits);
  return { ok: true, userId, sessionId: await redeemTicket(ctx, ticket, source) };
}

async function proves(ctx: WorkContext, ticket: Ticket, proof: z.output<typeof proofs>): Promise<boolean> {
  const { userId } = ticket;
  if ("passkey" in proof) return (await new Passkeys(ctx).prove(askedOf(ticket), proof.passkey, userId)) !== null;
  const code = totpCode.safeParse(proof.code);
  if (code.success) return new Totp(ctx).use(userId, code.data);
  const recoveryCodes = new RecoveryCodes(ctx);
  if (!(await recoveryCodes.use(userId, proof.code))) return false;
  const user = await personOf(ctx, userId);
  await notifyPerson({ ...ctx, user }, user, "recoveryCodeUsed", await recoveryCodes.left(userId));
  return true;
}

async function personOf({ db }: WorkContext, userId: string): Promise<User> {
  return asUser(requireRow(await db.select(userColumns).from(users).where(eq(users.id, userId)), "user"));
}

const askedAtSignIn = (secret: string): ChallengeContext => ({ purpose: "sign_in", holder: hashSecret(secret) });

/** The options to sign in with only a passkey, and the secret for the browser's cookie. */
export async function challengeForAnyone(ctx: WorkContext) {
  const secret = newSecret();
  return { secret, options: await new Passkeys(ctx).assertionOptions(askedAtSignIn(secret)) };
}

/** Signs in with a passkey, which replaces both factors because it verifies its person. */
export async function proveByPasskey(
  ctx: WorkContext,
  secret: string,
  passkey: PasskeyAssertion,
  source: SignInClient,
): Promise<Proof> {
  const proved = await new Passkeys(ctx).prove(askedAtSignIn(secret), passkey);
  if (!proved) return { ok: false, reason: "invalid", userId: null };
  const { userId } = proved;
  return {
    ok: true,
    userId,
    sessionId: await openSession(ctx, { userId, method: "passkey", secondFactor: true }, source),
  };
}
