import { randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { sessions, users } from "@waybill/db";
import { eq, sql } from "drizzle-orm";
import type { WorkContext } from "../../core/index.ts";
import { newLink, redeemLink, sendMail } from "../mail/index.ts";
import { resetPasswordLink, verifyEmailLink } from "./links.ts";
import { accountExistsMail, resetPasswordMail, verifyEmailMail } from "./mails.ts";
import { countAttempt, limitsFor } from "./throttle.ts";

/** What the check of a password came to. */
export type PasswordCheck =
  | { ok: true; userId: string }
  | { ok: false; reason: "invalid" | "unverified" | "throttled" };

let dummy: Promise<string> | undefined;
/** A hash of nothing that anybody knows: checked where there is no account, so that both take the same time. */
const dummyHash = () => {
  dummy ??= hash(randomBytes(32));
  return dummy;
};

/** Accounts, passwords and sessions. */
export class AuthService {
  readonly #ctx: WorkContext;

  constructor(ctx: WorkContext) {
    this.#ctx = ctx;
  }

  /**
   * Makes an account and mails a link to confirm its address. Where the address has an account already, its owner gets
   * a mail that says so; the answer is the same, after about the same time.
   */
  async signUp(input: { name: string; email: string; password: string }, ip: string | null): Promise<void> {
    const { db } = this.#ctx;
    if (!(await countAttempt(this.#ctx, limitsFor("sign-up", input.email, ip)))) return;
    const passwordHash = await hash(input.password);
    const [user] = await db
      .insert(users)
      .values({ name: input.name, email: input.email, passwordHash })
      .onConflictDoNothing()
      .returning({ id: users.id });
    if (user) return this.#mailVerification(user.id, input.email);
    const [existing] = await db.select({ id: users.id }).from(users).where(eq(users.email, input.email));
    if (existing) await sendMail(this.#ctx, accountExistsMail, { userId: existing.id });
  }

  /** Confirms the address that a mailed link belongs to. @returns the address. */
  async verifyEmail(token: string): Promise<{ email: string }> {
    const { email } = await redeemLink(this.#ctx, verifyEmailLink, token);
    await this.#ctx.db
      .update(users)
      .set({ emailVerifiedAt: sql`coalesce(${users.emailVerifiedAt}, now())` })
      .where(eq(users.email, email));
    return { email };
  }

  /** Queues the mail with a link for a new password. Whether there is an account is found out later, in the job. */
  async requestPasswordReset(email: string, ip: string | null): Promise<void> {
    if (!(await countAttempt(this.#ctx, limitsFor("reset", email, ip)))) return;
    const linkId = await newLink(this.#ctx, resetPasswordLink, { email, data: {} });
    await sendMail(this.#ctx, resetPasswordMail, { linkId });
  }

  /** Sets a new password by a mailed link, and ends every session. @returns the address, which the link also confirms. */
  async resetPassword({ token, password }: { token: string; password: string }): Promise<{ email: string }> {
    const { db } = this.#ctx;
    const { email } = await redeemLink(this.#ctx, resetPasswordLink, token);
    const passwordHash = await hash(password);
    const [user] = await db
      .update(users)
      .set({ passwordHash, emailVerifiedAt: sql`coalesce(${users.emailVerifiedAt}, now())` })
      .where(eq(users.email, email))
      .returning({ id: users.id });
    if (user) await db.delete(sessions).where(eq(sessions.userId, user.id));
    return { email };
  }

  /**
   * Checks a password, the first factor of a sign-in. Takes about the same time whether there is an account or not, and says of a wrong
   * password no more than of a wrong address.
   */
  async checkPassword(
    { email, password }: { email: string; password: string },
    origin: { ip: string | null },
  ): Promise<PasswordCheck> {
    const { db } = this.#ctx;
    if (!(await countAttempt(this.#ctx, limitsFor("sign-in", email, origin.ip))))
      return { ok: false, reason: "throttled" };
    const [user] = await db.select().from(users).where(eq(users.email, email));
    const matches = await verify(user?.passwordHash ?? (await dummyHash()), password);
    if (!user?.passwordHash || !matches) return { ok: false, reason: "invalid" };
    if (!user.emailVerifiedAt) {
      await this.#mailVerification(user.id, email);
      return { ok: false, reason: "unverified" };
    }
    return { ok: true, userId: user.id };
  }

  async #mailVerification(userId: string, email: string): Promise<void> {
    const linkId = await newLink(this.#ctx, verifyEmailLink, { email, userId, data: {} });
    await sendMail(this.#ctx, verifyEmailMail, { linkId });
  }
}
