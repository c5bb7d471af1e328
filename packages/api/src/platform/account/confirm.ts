import { sessions } from "@waybill/db/sessions";
import { users } from "@waybill/db/users";
import type { ConfirmIdentity } from "@waybill/validators";
import { eq } from "drizzle-orm";
import { admit, failedProofFields, forget, found, type UserContext } from "../../core/index.ts";
import { isPassword, limitsOfMailedCode, limitsOfProof } from "../auth/index.ts";
import { type Asked, factorsOf, Passkeys, Totp } from "../factors/index.ts";
import { recordProof } from "../sessions/index.ts";
import { mailCode, useMailedCode } from "./mailed-code.ts";

/** How somebody can prove that it is still them. */
export interface WaysToConfirm {
  password: boolean;
  app: boolean;
  passkey: boolean;
  /** A mailed code: for who signs in with a provider alone, and has nothing else. */
  mail: boolean;
}

/** What the proof came to. Returned, not thrown: what was counted is committed. */
export type Confirmed =
  | { ok: true }
  | { ok: false; reason: "invalid" }
  | { ok: false; reason: "throttled"; waitSeconds: number };

/** Has somebody who is signed in prove that it is still them, before they do what gives lasting power. */
export class Confirmation {
  readonly #ctx: UserContext;
  readonly #asked: Asked;

  constructor(ctx: UserContext) {
    this.#ctx = ctx;
    this.#asked = { purpose: "confirm", holder: ctx.sessionId };
  }

  async ways(): Promise<WaysToConfirm> {
    const { totp, passkeys } = await factorsOf(this.#ctx, this.#ctx.user.id);
    const [app, passkey] = [totp !== null, passkeys.length > 0];
    const hash = await this.#passwordHash();
    // A session from before the second factor has proved the first one alone; the password would prove that again.
    const password = hash !== null && ((!app && !passkey) || (await this.#isOfTwoFactors()));
    return { password, app, passkey, mail: hash === null && !app && !passkey };
  }

  /** What the browser needs to have a passkey sign. */
  challenge() {
    return new Passkeys(this.#ctx).assertionOptions(this.#asked, this.#ctx.user.id);
  }

  /** Mails a code, where there is no other way. @returns whether one was mailed, and how long to wait where not */
  async mailCode(): Promise<{ sent: boolean; waitSeconds: number }> {
    if (!(await this.ways()).mail) return { sent: false, waitSeconds: 0 };
    const admission = await admit(this.#ctx, limitsOfMailedCode(this.#ctx.user.id));
    if (!admission.ok) return { sent: false, waitSeconds: admission.waitSeconds };
    await mailCode(this.#ctx);
    return { sent: true, waitSeconds: 0 };
  }

  /** Checks the password of now, whatever else the person has. It proves nothing beyond: the session stays as it is. */
  async confirmPassword(password: string): Promise<Confirmed> {
    return this.#count("password", async () => isPassword(await this.#passwordHash(), password));
  }

  /** Counts a try, and logs its failure. */
  async #count(by: ConfirmIdentity["by"], prove: () => Promise<boolean>): Promise<Confirmed> {
    const { user, log, actor } = this.#ctx;
    const limits = limitsOfProof(user.id);
    const admission = await admit(this.#ctx, limits);
    const proved = admission.ok && (await prove());
    if (proved) {
      await forget(this.#ctx, limits);
      return { ok: true };
    }
    const failure = admission.ok
      ? ({ ok: false, reason: "invalid" } as const)
      : ({ ok: false, reason: "throttled", waitSeconds: admission.waitSeconds } as const);
    log.info({ proof: by, reason: failure.reason, ...failedProofFields(actor.ip) }, "an identity confirmation failed");
    return failure;
  }

  /** Checks a proof. With it, the session counts as proved just now. Its failure is a line of the log. */
  async confirm(proof: ConfirmIdentity): Promise<Confirmed> {
    const confirmed = await this.#count(proof.by, () => this.#proves(proof));
    if (!confirmed.ok) return confirmed;
    const second = proof.by === "app" || proof.by === "passkey";
    await recordProof(this.#ctx, this.#ctx.sessionId, second);
    return { ok: true };
  }

  async #proves(proof: ConfirmIdentity): Promise<boolean> {
    const { user, sessionId } = this.#ctx;
    if (proof.by === "app") return new Totp(this.#ctx).use(user.id, proof.code);
    if (proof.by === "passkey") {
      return (await new Passkeys(this.#ctx).prove(this.#asked, proof.passkey, user.id)) !== null;
    }
    if (proof.by === "mail") return (await this.ways()).mail && useMailedCode(this.#ctx, sessionId, proof.code);
    return (await this.ways()).password && isPassword(await this.#passwordHash(), proof.password);
  }

  /** Whether the session has been proved by a second factor, ever. */
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
    return found(rows, "user").passwordHash;
  }
}
