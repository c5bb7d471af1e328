import { sessions } from "@waybill/db/sessions";
import { users } from "@waybill/db/users";
import type { ConfirmIdentity } from "@waybill/validators";
import { eq } from "drizzle-orm";
import { admit, failedProofFields, requireRow, resetLimits, type UserContext } from "../../core/index.ts";
import { isPassword, limitsOfMailedCode, limitsOfProof } from "../auth/index.ts";
import { type ChallengeContext, factorsOf, Passkeys, Totp } from "../factors/index.ts";
import { recordProof } from "../sessions/index.ts";
import { mailCode, useMailedCode } from "./mailed-code.ts";

/** The ways in which a signed-in person can confirm their identity. */
export interface ConfirmationMethods {
  password: boolean;
  app: boolean;
  passkey: boolean;
  /** A mailed code: for people who sign in only with a provider. */
  mail: boolean;
  /** How long a proof is valid. */
  freshMinutes: number;
}

/** The outcome of a proof. Returned, not thrown, so that the counted try is committed. */
export type Confirmed =
  | { ok: true }
  | { ok: false; reason: "invalid" }
  | { ok: false; reason: "throttled"; waitSeconds: number };

/** Confirms the identity of a signed-in person before actions with lasting effect. */
export class Confirmation {
  readonly #ctx: UserContext;
  readonly #challenge: ChallengeContext;

  constructor(ctx: UserContext) {
    this.#ctx = ctx;
    this.#challenge = { purpose: "confirm", holder: ctx.sessionId };
  }

  async ways(): Promise<ConfirmationMethods> {
    const { totp, passkeys } = await factorsOf(this.#ctx, this.#ctx.user.id);
    const [app, passkey] = [totp !== null, passkeys.length > 0];
    const hash = await this.#passwordHash();
    // A session from before the second factor has proved only the first one; the password would prove that again.
    const password = hash !== null && ((!app && !passkey) || (await this.#isOfTwoFactors()));
    const freshMinutes = this.#ctx.settings.AUTH_FRESH_MINUTES;
    return { password, app, passkey, mail: hash === null && !app && !passkey, freshMinutes };
  }

  /** The options for a passkey signature in the browser. */
  challenge() {
    return new Passkeys(this.#ctx).assertionOptions(this.#challenge, this.#ctx.user.id);
  }

  /** Mails a code if there is no other way. @returns whether one was mailed, and otherwise how long to wait */
  async mailCode(): Promise<{ sent: boolean; waitSeconds: number }> {
    if (!(await this.ways()).mail) return { sent: false, waitSeconds: 0 };
    const admission = await admit(this.#ctx, limitsOfMailedCode(this.#ctx.user.id));
    if (!admission.ok) return { sent: false, waitSeconds: admission.waitSeconds };
    await mailCode(this.#ctx);
    return { sent: true, waitSeconds: 0 };
  }

  /** Checks the current password, regardless of other factors. The session stays as it is. */
  async confirmPassword(password: string): Promise<Confirmed> {
    return this.#countAttempt("password", async () => isPassword(await this.#passwordHash(), password));
  }

  /** Counts a try and logs its failure. */
  async #countAttempt(by: ConfirmIdentity["by"], prove: () => Promise<boolean>): Promise<Confirmed> {
    const { user, log, actor } = this.#ctx;
    const limits = limitsOfProof(user.id);
    const admission = await admit(this.#ctx, limits);
    const proved = admission.ok && (await prove());
    if (proved) {
      await resetLimits(this.#ctx, limits);
      return { ok: true };
    }
    const failure = admission.ok
      ? ({ ok: false, reason: "invalid" } as const)
      : ({ ok: false, reason: "throttled", waitSeconds: admission.waitSeconds } as const);
    log.info({ proof: by, reason: failure.reason, ...failedProofFields(actor.ip) }, "an identity confirmation failed");
    return failure;
  }

  /** Checks a proof. On success the session counts as just confirmed; a failure is logged. */
  async confirm(proof: ConfirmIdentity): Promise<Confirmed> {
    const confirmed = await this.#countAttempt(proof.by, () => this.#proves(proof));
    if (!confirmed.ok) return confirmed;
    const second = proof.by === "app" || proof.by === "passkey";
    await recordProof(this.#ctx, this.#ctx.sessionId, second);
    return { ok: true };
  }

  async #proves(proof: ConfirmIdentity): Promise<boolean> {
    const { user, sessionId } = this.#ctx;
    if (proof.by === "app") return new Totp(this.#ctx).use(user.id, proof.code);
    if (proof.by === "passkey") {
      return (await new Passkeys(this.#ctx).prove(this.#challenge, proof.passkey, user.id)) !== null;
    }
    if (proof.by === "mail") return (await this.ways()).mail && useMailedCode(this.#ctx, sessionId, proof.code);
    return (await this.ways()).password && isPassword(await this.#passwordHash(), proof.password);
  }

  /** Whether the session has ever been confirmed by a second factor. */
  async #isOfTwoFactors(): Promise<boolean> {
    const { db, sessionId } = this.#ctx;
    const rows = await db
      .select({ secondFactor: sessions.secondFactor })
      .from(sessions)
      .where(eq(sessions.id, sessionId));
    return rows.at(0)?.secondFactor ?? false;
  }

  async #passwordHash(): Promise<string | null> {
    const { db, user } = this.#ctx;
    const rows = await db.select({ passwordHash: users.passwordHash }).from(users).where(eq(users.id, user.id));
    return requireRow(rows, "user").passwordHash;
  }
}
