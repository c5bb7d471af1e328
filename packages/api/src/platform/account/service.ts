import { accounts, installationActivity, sessions, signInTickets, users } from "@waybill/db";
import type { CursorInput } from "@waybill/validators";
import { and, asc, desc, eq, lt, ne, sql } from "drizzle-orm";
import { cursorPageOf, recordForInstallation, type UserContext } from "../../core/index.ts";
import { changeEmailLink, guessableOf, hashPassword, refuseWeak, resetPasswordLink } from "../auth/index.ts";
import { dropLinksOf, dropLinksTo } from "../mail/index.ts";
import { tellPerson } from "../security/index.ts";
import { pendingEmail } from "./email.ts";

/** A person's own account. */
export class AccountService {
  readonly #ctx: UserContext;

  constructor(ctx: UserContext) {
    this.#ctx = ctx;
  }

  /** How the person signs in, and what waits to be confirmed. */
  async overview() {
    const { db, user } = this.#ctx;
    const [[own], providers] = await Promise.all([
      db
        .select({ hasPassword: sql<boolean>`${users.passwordHash} is not null` })
        .from(users)
        .where(eq(users.id, user.id)),
      db
        .select({ provider: accounts.provider })
        .from(accounts)
        .where(eq(accounts.userId, user.id))
        .orderBy(asc(accounts.provider)),
    ]);
    return {
      name: user.name,
      email: user.email,
      pendingEmail: await pendingEmail(this.#ctx),
      hasPassword: own?.hasPassword ?? false,
      providers: [...new Set(providers.map(({ provider }) => provider))],
    };
  }

  /**
   * Sets a new password. Sign-ins that wait for their second factor end, and a new address that was not confirmed yet is
   * taken back; other sessions end where that is wanted.
   */
  async changePassword(input: { password: string; endOtherSessions: boolean }): Promise<void> {
    const { db, user } = this.#ctx;
    refuseWeak(input.password, await guessableOf(this.#ctx, user.id));
    await db
      .update(users)
      .set({ passwordHash: await hashPassword(input.password) })
      .where(eq(users.id, user.id));
    await db.delete(signInTickets).where(eq(signInTickets.userId, user.id));
    await dropLinksTo(this.#ctx, resetPasswordLink, user.email);
    await dropLinksOf(this.#ctx, changeEmailLink, user.id);
    if (input.endOtherSessions) await this.#endSessions({ here: false });
    await tellPerson(this.#ctx, user, "passwordChanged");
  }

  /** Ends every session, also this one where that is wanted. @returns how many */
  async signOutEverywhere(input: { here: boolean }): Promise<{ ended: number }> {
    const { user } = this.#ctx;
    const ended = await this.#endSessions(input);
    await recordForInstallation(this.#ctx, {
      action: "account.signedOutEverywhere",
      summary: input.here ? "signed out everywhere" : "signed out everywhere else",
      subjectUserId: user.id,
    });
    return { ended };
  }

  /** What happened to the account, the newest first. */
  async events({ cursor, limit }: CursorInput) {
    const { db, user } = this.#ctx;
    const rows = await db
      .select({
        id: installationActivity.id,
        action: installationActivity.action,
        summary: installationActivity.summary,
        userId: installationActivity.userId,
        ip: installationActivity.ip,
        createdAt: installationActivity.createdAt,
      })
      .from(installationActivity)
      .where(
        and(eq(installationActivity.subjectUserId, user.id), cursor ? lt(installationActivity.id, cursor) : undefined),
      )
      .orderBy(desc(installationActivity.id))
      .limit(limit + 1);
    // Who of the operators it was is the installation's business.
    const shown = rows.map(({ userId, ...row }) => ({ ...row, own: userId === user.id }));
    return cursorPageOf(shown, limit, ({ id }) => id);
  }

  async #endSessions({ here }: { here: boolean }): Promise<number> {
    const { db, user, sessionId } = this.#ctx;
    const rows = await db
      .delete(sessions)
      .where(and(eq(sessions.userId, user.id), here ? undefined : ne(sessions.id, sessionId)))
      .returning({ id: sessions.id });
    return rows.length;
  }
}
