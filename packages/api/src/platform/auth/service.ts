import { users } from "@waybill/db/users";
import { and, eq, isNotNull } from "drizzle-orm";
import { asUser, refuse, resetLimits, type WorkContext } from "../../core/index.ts";
import { countMailOf, newLink, peekLink, redeemLink, refuseLink, removeLinksOf, sendMail } from "../mail/index.ts";
import { notifyPerson } from "../security-notices/index.ts";
import { claimEmailAddress, setPassword, userColumns } from "../users/index.ts";
import { endSignIns } from "./end-sign-ins.ts";
import { limitsResetBySignIn } from "./limits.ts";
import { changeEmailLink, resetPasswordLink, signInLink, signUpLink } from "./links.ts";
import { resetPasswordMail, signInMail, signUpMail } from "./mails.ts";
import { guessableOf, hashPassword, refuseWeak } from "./passwords.ts";

/** Accounts and the mails that give access to them. */
export class AuthService {
  readonly #ctx: WorkContext;

  constructor(ctx: WorkContext) {
    this.#ctx = ctx;
  }

  /**
   * Mails a link that creates an account. No account exists before, so that a sign-up with a foreign email address
   * gains nothing. If the email address has an account, its owner is notified; response and work are the same.
   *
   * @param input.next a path of this site to continue with after the confirmation.
   */
  async signUp(
    { name, email, next }: { name: string; email: string; next?: string | null | undefined },
    ip: string | null,
  ): Promise<void> {
    await countMailOf(this.#ctx, { ip });
    const linkId = await newLink(this.#ctx, signUpLink, { email, data: { name, next: next ?? null } });
    await sendMail(this.#ctx, signUpMail, { linkId });
  }

  /** The content of a sign-up link, for its page. Does not use the link up. */
  async pendingSignUp(token: string): Promise<{ name: string; email: string }> {
    const { email, data } = await peekLink(this.#ctx, signUpLink, token);
    return { name: data.name, email };
  }

  /**
   * Creates the account of a sign-up link with the password chosen now. Does not sign in.
   *
   * @returns the email address, and the path to continue with.
   */
  async verifyEmail({
    token,
    name,
    password,
  }: {
    token: string;
    name: string;
    password: string;
  }): Promise<{ email: string; next: string | null }> {
    const { email, data } = await redeemLink(this.#ctx, signUpLink, token);
    refuseWeak(password, [name, data.name, email]);
    const person = { email, name, passwordHash: await hashPassword(password) };
    if (!(await claimEmailAddress(this.#ctx, person))) {
      const message = "This email address already has an account. Sign in, or set a new password.";
      refuse({ path: [], code: "taken", entity: "user", message });
    }
    return { email, next: data.next };
  }

  /**
   * Mails a link for a new password if the email address has an account. Response and work are the same with and
   * without one.
   */
  async requestPasswordReset(
    { email, next }: { email: string; next?: string | null | undefined },
    ip: string | null,
  ): Promise<void> {
    await countMailOf(this.#ctx, { ip });
    const linkId = await newLink(this.#ctx, resetPasswordLink, { email, data: { next: next ?? null } });
    await sendMail(this.#ctx, resetPasswordMail, { linkId });
  }

  /**
   * Sets a new password by a mailed link, also for an account without one. Ends all sessions and pending sign-ins,
   * discards a pending change of email address, forgets all browsers, and notifies the person.
   *
   * @returns the email address, and the path to continue with.
   */
  async resetPassword(
    { token, password }: { token: string; password: string },
    ip: string | null,
  ): Promise<{ email: string; next: string | null }> {
    const { db } = this.#ctx;
    const { email, data } = await redeemLink(this.#ctx, resetPasswordLink, token);
    const [row] = await db
      .select(userColumns)
      .from(users)
      .where(and(eq(users.email, email), isNotNull(users.emailVerifiedAt)));
    if (!row) refuseLink();
    const user = asUser(row);
    refuseWeak(password, await guessableOf(this.#ctx, user.id));
    await setPassword(this.#ctx, user.id, await hashPassword(password));
    await endSignIns(this.#ctx, user.id);
    await removeLinksOf(this.#ctx, changeEmailLink, user.id);
    await resetLimits(this.#ctx, limitsResetBySignIn({ email, ip, knownDevice: null }));
    await notifyPerson({ ...this.#ctx, user }, user, "passwordChanged");
    return { email, next: data.next };
  }

  /** The person of a sign-in link, for its page. Does not use the link up. */
  async pendingSignIn(token: string): Promise<{ email: string; next: string | null }> {
    const { email, data } = await peekLink(this.#ctx, signInLink, token);
    return { email, next: data.next };
  }

  /** Mails a sign-in link if the email address has an account. Response and work are the same with and without one. */
  async requestSignInLink(
    { email, next }: { email: string; next?: string | null | undefined },
    ip: string | null,
  ): Promise<void> {
    await countMailOf(this.#ctx, { ip });
    const linkId = await newLink(this.#ctx, signInLink, { email, data: { next: next ?? null } });
    await sendMail(this.#ctx, signInMail, { linkId });
  }
}
