import { knownDevices } from "@waybill/db/auth";
import { users } from "@waybill/db/users";
import { signIn, signInByLink } from "@waybill/validators";
import { and, eq, isNotNull } from "drizzle-orm";
import { admit, resetLimits, uncount, type WorkContext } from "../../core/index.ts";
import { callerOf, internalsOf, type RequestContext } from "../../core/procedures/request.ts";
import { unitOfWork } from "../../core/work/unit-of-work.ts";
import { useLink } from "../mail/index.ts";
import { setPassword } from "../users/index.ts";
import { lockAccount } from "./complete-sign-in.ts";
import { isKnownDevice } from "./devices.ts";
import { limitsOfAttempt, limitsResetBySignIn, limitsToUncount, type SignInAttempt } from "./limits.ts";
import { signInLink } from "./links.ts";
import { hashPassword, isOutdated, isPassword } from "./passwords.ts";

/** A proved first factor. */
interface Proved {
  ok: true;
  userId: string;
}

/** A correct password, valid as long as this hash is stored. */
interface ProvedPassword extends Proved {
  passwordHash: string;
}

/** A wrong one. */
interface Invalid {
  ok: false;
  reason: "invalid";
}

/** One that was not checked because of a limit. */
export interface Throttled {
  ok: false;
  reason: "throttled";
  waitSeconds: number;
}

const invalid: Invalid = { ok: false, reason: "invalid" };

/** Runs a step of a sign-in in a unit of work of its own. */
export function signInWork<T>(request: RequestContext, body: (ctx: WorkContext) => Promise<T>): Promise<T> {
  return unitOfWork(internalsOf(request).app, callerOf(request), {}, ({ context }) => body(context));
}

/** The account of an email address for a sign-in, and whether this browser is known. */
async function accountOf({ db }: WorkContext, email: string, device: string) {
  const [account] = await db
    .select({ userId: users.id, passwordHash: users.passwordHash, knownDevice: knownDevices.hash })
    .from(users)
    .leftJoin(knownDevices, isKnownDevice(device))
    .where(and(eq(users.email, email), isNotNull(users.emailVerifiedAt)));
  return account;
}

/**
 * Checks a password. Does the same work and gives the same answer with and without an account.
 *
 * The guess is counted as a failure before the check and uncounted after a success, so that concurrent guesses cannot
 * exceed the limits. No connection is held while the password is hashed.
 */
export async function checkPassword(
  request: RequestContext,
  credentials: unknown,
): Promise<ProvedPassword | Invalid | Throttled> {
  const parsed = signIn.safeParse(credentials);
  if (!parsed.success) return invalid;
  const { email, password } = parsed.data;
  const { account, guesser, admission } = await signInWork(request, async (ctx) => {
    const found = await accountOf(ctx, email, request.device);
    const from: SignInAttempt = { email, ip: request.ip, knownDevice: found?.knownDevice ?? null };
    return { account: found, guesser: from, admission: await admit(ctx, limitsOfAttempt(from)) };
  });
  if (!admission.ok) return { ok: false, reason: "throttled", waitSeconds: admission.waitSeconds };
  if (!(await isPassword(account?.passwordHash, password)) || !account?.passwordHash) return invalid;
  const { userId, passwordHash } = account;
  const renewed = isOutdated(passwordHash) ? await hashPassword(password) : null;
  await signInWork(request, async (ctx) => {
    await uncount(ctx, limitsToUncount(guesser));
    await resetLimits(ctx, limitsResetBySignIn(guesser));
    if (!renewed) return;
    // Only the checked hash: it may have changed in between.
    await setPassword(ctx, userId, renewed, passwordHash);
  });
  return { ok: true, userId, passwordHash: renewed ?? passwordHash };
}

/** Uses up a sign-in link and locks its account. Not subject to the limits of the account. */
export async function checkSignInLink(
  ctx: WorkContext,
  { ip, device }: Pick<RequestContext, "ip" | "device">,
  input: unknown,
): Promise<Proved | Invalid> {
  const parsed = signInByLink.safeParse(input);
  const link = parsed.success ? await useLink(ctx, signInLink, parsed.data.token) : null;
  const account = link && (await accountOf(ctx, link.email, device));
  if (!link || !account) return invalid;
  // The account may have another email address by now, and this one another account.
  if ((await lockAccount(ctx, account.userId))?.email !== link.email) return invalid;
  await resetLimits(ctx, limitsResetBySignIn({ email: link.email, ip, knownDevice: account.knownDevice }));
  return { ok: true, userId: account.userId };
}
