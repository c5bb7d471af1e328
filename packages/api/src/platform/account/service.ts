import { accounts } from "@waybill/db/auth";
import { installationActivity } from "@waybill/db/core";
import { users } from "@waybill/db/users";
import type { CursorInput, changePassword } from "@waybill/validators";
import { and, asc, desc, eq, lt, sql } from "drizzle-orm";
import type { z } from "zod";
import { cursorPageOf, recordForInstallation, refuse, requireRow, type UserContext } from "../../core/index.ts";
import {
  changeEmailLink,
  endSignIns,
  forgetSignInState,
  guessableOf,
  hashPassword,
  refuseWeak,
  resetPasswordLink,
} from "../auth/index.ts";
import { removeLinksOf, removeLinksTo } from "../mail/index.ts";
import { notifyPerson } from "../security-notices/index.ts";
import { setPassword } from "../users/index.ts";
import { Confirmation, type Confirmed } from "./confirm.ts";
import { pendingEmail } from "./email.ts";

/** A person's own account. */
export class AccountService {
  readonly #ctx: UserContext;

  constructor(ctx: UserContext) {
    this.#ctx = ctx;
  }

  /** The person's sign-in methods and pending changes. */
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
   * Sets a new password. Ends sign-ins that wait for their second factor, forgets other browsers, and discards a
   * pending change of email address; optionally ends other sessions.
   *
   * Always requires the current password, if there is one: a person at a stolen session does not know it.
   *
   * @param device the secret of this browser.
   * @returns whether the current password was correct; failures are counted like other failed proofs
   */
  async changePassword(input: z.output<typeof changePassword>, device: string): Promise<Confirmed> {
    const { user, sessionId } = this.#ctx;
    const proved = await this.#proveCurrent(input.current);
    if (!proved.ok) return proved;
    refuseWeak(input.password, await guessableOf(this.#ctx, user.id));
    await setPassword(this.#ctx, user.id, await hashPassword(input.password));
    if (input.endOtherSessions) await endSignIns(this.#ctx, user.id, { sessionId, device });
    else await forgetSignInState(this.#ctx, user.id, { device });
    await removeLinksTo(this.#ctx, resetPasswordLink, user.email);
    await removeLinksOf(this.#ctx, changeEmailLink, user.id);
    await notifyPerson(this.#ctx, user, "passwordChanged");
    return { ok: true };
  }

  async #proveCurrent(current: string | null): Promise<Confirmed> {
    const { db, user } = this.#ctx;
    const rows = await db.select({ passwordHash: users.passwordHash }).from(users).where(eq(users.id, user.id));
    if (requireRow(rows, "user").passwordHash === null) return { ok: true };
    if (current !== null) return new Confirmation(this.#ctx).confirmPassword(current);
    refuse({ path: ["current"], code: "too_small", message: "Enter your current password." });
  }

  /**
   * Ends all sessions, optionally including this one, and forgets other browsers.
   *
   * @param device the secret of this browser.
   * @returns the number of ended sessions
   */
  async signOutEverywhere(input: { here: boolean }, device: string): Promise<{ ended: number }> {
    const { user, sessionId } = this.#ctx;
    const ended = await endSignIns(this.#ctx, user.id, input.here ? { device } : { sessionId, device });
    await recordForInstallation(this.#ctx, {
      action: "account.signedOutEverywhere",
      summary: input.here ? "signed out everywhere" : "signed out of all other sessions",
      subjectUserId: user.id,
    });
    return { ended };
  }

  /** The activity of the account, newest first. */
  async activity({ cursor, limit }: CursorInput) {
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
    // The name of the operator stays within the installation.
    const shown = rows.map(({ userId, ...row }) => ({ ...row, own: userId === user.id }));
    return cursorPageOf(shown, limit, ({ id }) => id);
  }
}
