import { hash, verify } from "@node-rs/argon2";
import { publicUrl } from "@waybill/config";
import { mailTokens, sessions, users } from "@waybill/db";
import { and, eq, gt, sql } from "drizzle-orm";
import { refuse, type WorkContext } from "../../core/index.ts";
import { sendMail, templates } from "../mail/index.ts";
import { requestReset } from "./jobs.ts";
import { countAttempt, limitsFor } from "./throttle.ts";
import { hashSecret, issueToken, newSecret, type Purpose } from "./tokens.ts";

/** What the check of a password came to. */
export type PasswordCheck =
  | { ok: true; userId: string }
  | { ok: false; reason: "invalid" | "unverified" | "throttled" };

let dummy: Promise<string> | undefined;
/** A hash of nothing that anybody knows: checked where there is no account, so that both take the same time. */
const dummyHash = () => {
  dummy ??= hash(newSecret());
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
    const { db, jobs, settings } = this.#ctx;
    if (!(await countAttempt(this.#ctx, limitsFor("sign-up", input.email, ip)))) return;
    const passwordHash = await hash(input.password);
    const inserted = await db
      .insert(users)
      .values({ name: input.name, email: input.email, passwordHash })
      .onConflictDoNothing()
      .returning({ id: users.id, name: users.name, email: users.email });
    const [user] = inserted;
    if (user) {
      await this.#mailVerification(user);
      return;
    }
    const [existing] = await db.select({ name: users.name }).from(users).where(eq(users.email, input.email));
    const url = `${publicUrl(settings)}/forgot-password`;
    await sendMail(jobs, input.email, templates.accountExists({ name: existing?.name ?? input.name, url }));
  }

  /** Confirms the address that a mailed link belongs to. @returns the address. */
  async verifyEmail(token: string): Promise<{ email: string }> {
    const userId = await this.#redeem("verify_email", token);
    const [user] = await this.#ctx.db
      .update(users)
      .set({ emailVerifiedAt: sql`coalesce(${users.emailVerifiedAt}, now())` })
      .where(eq(users.id, userId))
      .returning({ email: users.email });
    return { email: user?.email ?? "" };
  }

  /** Queues the mail with a link for a new password. Whether there is an account is found out later, in the job. */
  async requestPasswordReset(email: string, ip: string | null): Promise<void> {
    if (!(await countAttempt(this.#ctx, limitsFor("reset", email, ip)))) return;
    await this.#ctx.jobs.enqueue(requestReset, { email });
  }

  /** Sets a new password by a mailed link, and ends every session. @returns the address, which the link also confirms. */
  async resetPassword({ token, password }: { token: string; password: string }): Promise<{ email: string }> {
    const { db } = this.#ctx;
    const userId = await this.#redeem("reset_password", token);
    const passwordHash = await hash(password);
    const [user] = await db
      .update(users)
      .set({ passwordHash, emailVerifiedAt: sql`coalesce(${users.emailVerifiedAt}, now())` })
      .where(eq(users.id, userId))
      .returning({ email: users.email });
    await db.delete(sessions).where(eq(sessions.userId, userId));
    return { email: user?.email ?? "" };
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
      await this.#mailVerification(user);
      return { ok: false, reason: "unverified" };
    }
    return { ok: true, userId: user.id };
  }

  async #mailVerification({ id, name, email }: { id: string; name: string; email: string }): Promise<void> {
    const { jobs, settings } = this.#ctx;
    const token = await issueToken(this.#ctx, "verify_email", id);
    await sendMail(
      jobs,
      email,
      templates.verifyEmail({ name, url: `${publicUrl(settings)}/verify-email?token=${token}` }),
    );
  }

  /** Uses a mailed token up, and every other of its kind. @returns whose it was. */
  async #redeem(purpose: Purpose, token: string): Promise<string> {
    const { db } = this.#ctx;
    const [used] = await db
      .delete(mailTokens)
      .where(
        and(
          eq(mailTokens.hash, hashSecret(token)),
          eq(mailTokens.purpose, purpose),
          gt(mailTokens.expiresAt, sql`now()`),
        ),
      )
      .returning({ userId: mailTokens.userId });
    if (!used) {
      refuse({
        path: ["token"],
        code: "invalid",
        message: "This link was used already or is too old. Ask for a new one.",
      });
    }
    await db.delete(mailTokens).where(and(eq(mailTokens.userId, used.userId), eq(mailTokens.purpose, purpose)));
    return used.userId;
  }
}
