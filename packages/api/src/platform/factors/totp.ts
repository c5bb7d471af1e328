import { totpEnrolments, totpFactors } from "@waybill/db/factors";
import { and, eq, gt, lt, sql } from "drizzle-orm";
import { Secret, TOTP } from "otpauth";
import {
  asInserted,
  decrypt,
  derivedKey,
  derivedKeys,
  encrypt,
  refuse,
  type User,
  type WorkContext,
} from "../../core/index.ts";
import { type QrCode, qrCode } from "./qr-code.ts";

/** The validity of a code in seconds (RFC 6238). */
const period = 30;
/** The accepted clock difference in steps, in either direction. */
const tolerance = 1;
/** The time limit for the setup. */
const enrolmentMinutes = 15;

const appOf = (secret: string, label: string) =>
  new TOTP({ issuer: "Waybill", label, secret: Secret.fromBase32(secret), period, digits: 6 });

/** The time step of a code; null if it is not valid around `now` (milliseconds). */
function stepOf(secret: string, code: string, now: number): number | null {
  const delta = appOf(secret, "").validate({ token: code, timestamp: now, window: tolerance });
  return delta === null ? null : Math.floor(now / 1000 / period) + delta;
}

/** The setup data for an app. */
export interface TotpOffer {
  /** Base32, for manual entry. */
  secret: string;
  /** `otpauth://…`, for an app on the same device. */
  uri: string;
  qrCode: QrCode;
}

/** Codes of authenticator apps. Their secrets are encrypted: a database dump does not generate codes. */
export class Totp {
  readonly #ctx: WorkContext;

  constructor(ctx: WorkContext) {
    this.#ctx = ctx;
  }

  /** Starts the setup of an app; an active one stays active until {@link confirm}. */
  async start(user: User): Promise<TotpOffer> {
    const secret = new Secret({ size: 20 }).base32;
    const values = {
      secret: encrypt(this.#key, user.id, secret),
      expiresAt: sql`now() + make_interval(mins => ${enrolmentMinutes})`,
    };
    await this.#ctx.db
      .insert(totpEnrolments)
      .values({ userId: user.id, ...values })
      .onConflictDoUpdate({ target: totpEnrolments.userId, set: asInserted(values) });
    const uri = appOf(secret, user.email).toString();
    return { secret, uri, qrCode: await qrCode(uri) };
  }

  /** Activates an app in place of an earlier one. @throws invalid at `code` for a wrong code */
  async confirm(userId: string, code: string): Promise<void> {
    const { db } = this.#ctx;
    const [pending] = await db
      .delete(totpEnrolments)
      .where(and(eq(totpEnrolments.userId, userId), gt(totpEnrolments.expiresAt, sql`now()`)))
      .returning({ secret: totpEnrolments.secret });
    if (!pending) refuse({ path: ["code"], code: "invalid", message: "This request has expired. Start again." });
    const secret = this.#decrypt(userId, pending.secret);
    const lastStep = secret && this.#stepOf(secret, code);
    if (!lastStep) {
      refuse({
        path: ["code"],
        code: "invalid",
        message: "This code is incorrect. Enter the current code from your app.",
      });
    }
    const values = { secret: encrypt(this.#key, userId, secret), lastStep, lastUsedAt: null, createdAt: sql`now()` };
    await db
      .insert(totpFactors)
      .values({ userId, ...values })
      .onConflictDoUpdate({ target: totpFactors.userId, set: asInserted(values) });
  }

  /** Uses a code up. Of two concurrent uses, one is refused. @returns whether it was valid and new */
  async use(userId: string, code: string): Promise<boolean> {
    const { db } = this.#ctx;
    const [factor] = await db
      .select({ secret: totpFactors.secret })
      .from(totpFactors)
      .where(eq(totpFactors.userId, userId));
    const secret = factor ? this.#decrypt(userId, factor.secret) : null;
    const step = secret && this.#stepOf(secret, code);
    if (!step) return false;
    const used = await db
      .update(totpFactors)
      // Re-encrypts a secret of a former key.
      .set({ secret: encrypt(this.#key, userId, secret), lastStep: step, lastUsedAt: sql`now()` })
      .where(and(eq(totpFactors.userId, userId), lt(totpFactors.lastStep, step)))
      .returning({ userId: totpFactors.userId });
    return used.length > 0;
  }

  /** @returns whether there was an app */
  async remove(userId: string): Promise<boolean> {
    const { db } = this.#ctx;
    const rows = await db.delete(totpFactors).where(eq(totpFactors.userId, userId)).returning();
    await db.delete(totpEnrolments).where(eq(totpEnrolments.userId, userId));
    return rows.length > 0;
  }

  #stepOf(secret: string, code: string): number | null {
    return stepOf(secret, code, this.#ctx.clock.now().getTime());
  }

  /** Decrypts a secret with the current or a former key. A secret that cannot be decrypted generates no codes. */
  #decrypt(userId: string, encrypted: string): string | null {
    for (const key of derivedKeys(this.#ctx.settings, "authenticator secrets")) {
      try {
        return decrypt(key, userId, encrypted);
      } catch {
        // Possibly by another key.
      }
    }
    this.#ctx.log.error({ userId }, "the secret of an authenticator app cannot be decrypted; was AUTH_SECRET changed?");
    return null;
  }

  get #key(): Buffer {
    return derivedKey(this.#ctx.settings, "authenticator secrets");
  }
}
