import { users } from "@waybill/db/users";
import type { PasskeyRegistration } from "@waybill/validators";
import { eq } from "drizzle-orm";
import { refuse, type UserContext } from "../../core/index.ts";
import { notifyPerson } from "../security-notices/index.ts";
import { forgetSecondFactor, recordSecondFactor } from "../sessions/index.ts";
import { factorsOf } from "./overview.ts";
import { Passkeys } from "./passkeys.ts";
import { RecoveryCodes } from "./recovery-codes.ts";
import { Totp, type TotpOffer } from "./totp.ts";

/** The added factor, with recovery codes for the first one. The codes are shown once. */
interface Added {
  recoveryCodes: string[] | null;
}

/** A person's own second factors. */
export class FactorService {
  readonly #ctx: UserContext;
  readonly #totp: Totp;
  readonly #passkeys: Passkeys;
  readonly #recoveryCodes: RecoveryCodes;

  constructor(ctx: UserContext) {
    this.#ctx = ctx;
    this.#totp = new Totp(ctx);
    this.#passkeys = new Passkeys(ctx);
    this.#recoveryCodes = new RecoveryCodes(ctx);
  }

  /** The person's factors. */
  list() {
    return factorsOf(this.#ctx, this.#ctx.user.id);
  }

  /** Starts the setup of an authenticator app. */
  startTotp(): Promise<TotpOffer> {
    return this.#totp.start(this.#ctx.user);
  }

  /** Activates the authenticator app that generated this code. */
  async confirmTotp(code: string): Promise<Added> {
    await this.#lock();
    await this.#totp.confirm(this.#ctx.user.id, code);
    await notifyPerson(this.#ctx, this.#ctx.user, "totpAdded");
    return this.#added();
  }

  async removeTotp(): Promise<void> {
    await this.#lock();
    if (!(await this.#totp.remove(this.#ctx.user.id))) return;
    await notifyPerson(this.#ctx, this.#ctx.user, "totpRemoved");
    await this.#removed();
  }

  /** Starts the setup of a passkey. */
  startPasskey() {
    return this.#passkeys.registrationOptions(this.#ctx.user, this.#ctx.sessionId);
  }

  async addPasskey(input: { name: string; passkey: PasskeyRegistration }): Promise<Added & { id: string }> {
    await this.#lock();
    const { user, sessionId } = this.#ctx;
    const { id, name } = await this.#passkeys.register({ userId: user.id, sessionId }, input);
    await notifyPerson(this.#ctx, user, "passkeyAdded", name);
    return { id, ...(await this.#added()) };
  }

  renamePasskey({ id, name }: { id: string; name: string }): Promise<{ id: string }> {
    return this.#passkeys.rename(this.#ctx.user.id, id, name);
  }

  async removePasskey(id: string): Promise<{ id: string }> {
    await this.#lock();
    const { name } = await this.#passkeys.remove(this.#ctx.user.id, id);
    await notifyPerson(this.#ctx, this.#ctx.user, "passkeyRemoved", name);
    await this.#removed();
    return { id };
  }

  /** Creates new recovery codes and deletes the earlier ones. @throws not_allowed without a second factor */
  async renewRecoveryCodes(): Promise<{ recoveryCodes: string[] }> {
    await this.#lock();
    const { user } = this.#ctx;
    if (!(await this.#any())) {
      refuse({ path: [], code: "not_allowed", message: "Set up an authenticator app or a passkey first." });
    }
    await notifyPerson(this.#ctx, user, "recoveryCodesRenewed");
    return { recoveryCodes: await this.#recoveryCodes.renew(user.id) };
  }

  /** Adding a factor proves it: the session counts as confirmed by two factors. */
  async #added(): Promise<Added> {
    const { user, sessionId } = this.#ctx;
    await recordSecondFactor(this.#ctx, sessionId);
    const left = await this.#recoveryCodes.left(user.id);
    return { recoveryCodes: left > 0 ? null : await this.#recoveryCodes.renew(user.id) };
  }

  /** After the last factor: deletes the recovery codes and resets the second factor of all sessions. */
  async #removed(): Promise<void> {
    const { user } = this.#ctx;
    if (await this.#any()) return;
    await this.#recoveryCodes.clear(user.id);
    await forgetSecondFactor(this.#ctx, user.id);
  }

  /** Serialises changes of one person's factors. */
  async #lock(): Promise<void> {
    const { db, user } = this.#ctx;
    await db.select({ id: users.id }).from(users).where(eq(users.id, user.id)).for("no key update");
  }

  async #any(): Promise<boolean> {
    const { totp, passkeys } = await this.list();
    return totp !== null || passkeys.length > 0;
  }
}
