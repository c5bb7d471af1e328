import { knownDevices } from "@waybill/db/auth";
import { users } from "@waybill/db/users";
import { signIn, signInByLink } from "@waybill/validators";
import { and, eq, isNotNull } from "drizzle-orm";
import { admit, forget, uncount, type WorkContext } from "../../core/index.ts";
import { callerOf, internalsOf, type RequestContext } from "../../core/request.ts";
import { unitOfWork } from "../../core/unit-of-work.ts";
import { useLink } from "../mail/index.ts";
import { setPassword } from "../users/index.ts";
import { lockAccount } from "./complete-sign-in.ts";
import { isKnownDevice } from "./devices.ts";
import { type Guesser, limitsOfArrival, limitsOfGuess, limitsToUncount } from "./limits.ts";
import { signInLink } from "./links.ts";
import { hashPassword, isOutdated, isPassword } from "./passwords.ts";

/** A first factor that was proved. */
interface Proved {
  ok: true;
  userId: string;
}

/** A password that was right: for as long as it is still the one of this hash. */
interface ProvedPassword extends Proved {
  passwordHash: string;
}

/** One that was not. */
interface Invalid {
  ok: false;
  reason: "invalid";
}

/** One that was not looked at. */
export interface Throttled {
  ok: false;
  reason: "throttled";
  waitSeconds: number;
}

const invalid: Invalid = { ok: false, reason: "invalid" };

function work<T>(request: RequestContext, body: (ctx: WorkContext) => Promise<T>): Promise<T> {
  return unitOfWork(internalsOf(request).app, callerOf(request), {}, ({ context }) => body(context));
}

/** The account of an address, as a sign-in needs it, and whether it was used in this browser before. */
async function accountOf({ db }: WorkContext, email: string, device: string) {
  const [account] = await db
    .select({ userId: users.id, passwordHash: users.passwordHash, knownDevice: knownDevices.hash })
    .from(users)
    .leftJoin(knownDevices, isKnownDevice(device))
    .where(and(eq(users.email, email), isNotNull(users.emailVerifiedAt)));
  return account;
}

/**
 * Checks a password. Does the same work, and answers the same, whether there is an account or not; says of a wrong
 * password no more than of a wrong address.
 *
 * The guess is counted as a failure before it is checked, and that is taken back where it was none: of many at the same
 * time, no more are checked than the limits admit. No connection is held while the password is hashed.
 */
export async function checkPassword(
  request: RequestContext,
  credentials: unknown,
): Promise<ProvedPassword | Invalid | Throttled> {
  const parsed = signIn.safeParse(credentials);
  if (!parsed.success) return invalid;
  const { email, password } = parsed.data;
  const { account, guesser, admission } = await work(request, async (ctx) => {
    const found = await accountOf(ctx, email, request.device);
    const from: Guesser = { email, ip: request.ip, knownDevice: found?.knownDevice ?? null };
    return { account: found, guesser: from, admission: await admit(ctx, limitsOfGuess(from)) };
  });
  if (!admission.ok) return { ok: false, reason: "throttled", waitSeconds: admission.waitSeconds };
  if (!(await isPassword(account?.passwordHash, password)) || !account?.passwordHash) return invalid;
  const { userId, passwordHash } = account;
  const renewed = isOutdated(passwordHash) ? await hashPassword(password) : null;
  await work(request, async (ctx) => {
    await uncount(ctx, limitsToUncount(guesser));
    await forget(ctx, limitsOfArrival(guesser));
    if (!renewed) return;
    // Only the one that was checked: it may have been changed meanwhile.
    await setPassword(ctx, userId, renewed, passwordHash);
  });
  return { ok: true, userId, passwordHash: renewed ?? passwordHash };
}

/**
 * Uses up a link that was mailed for signing in, and holds its account. It works whatever was counted against the account.
 */
export async function checkSignInLink(
  ctx: WorkContext,
  { ip, device }: Pick<RequestContext, "ip" | "device">,
  input: unknown,
): Promise<Proved | Invalid> {
  const parsed = signInByLink.safeParse(input);
  const link = parsed.success ? await useLink(ctx, signInLink, parsed.data.token) : null;
  const account = link && (await accountOf(ctx, link.email, device));
  if (!link || !account) return invalid;
  // The account may have got another address, and this one somebody else.
  if ((await lockAccount(ctx, account.userId))?.email !== link.email) return invalid;
  await forget(ctx, limitsOfArrival({ email: link.email, ip, knownDevice: account.knownDevice }));
  return { ok: true, userId: account.userId };
}
