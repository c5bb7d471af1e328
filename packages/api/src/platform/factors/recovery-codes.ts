import { randomBytes, randomInt } from "node:crypto";
import { recoveryCodes } from "@waybill/db/factors";
import { and, count, eq, inArray, isNull, sql } from "drizzle-orm";
import { derivedKey, derivedKeys, hashCode, saltOf, slowHash, type WorkContext } from "../../core/index.ts";

const codes = 10;
/** Crockford's base 32: without letters that look like digits. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** A code of 60 bits in written form: `k3m9-0qxz-7wtd`. */
function newCode(): string {
  const letters = Array.from({ length: 12 }, () => alphabet[randomInt(alphabet.length)]).join("");
  return letters.replace(/(.{4})(?=.)/g, "$1-");
}

/** The normalised form of a typed code. */
function lettersOf(code: string): string {
  return code
    .toLowerCase()
    .replace(/[^0-9a-z]/g, "")
    .replace(/o/g, "0")
    .replace(/[il]/g, "1");
}

const keyed = (key: Buffer, code: string): string => hashCode(key, lettersOf(code));

/** The storage of earlier versions: only the keyed hash. */
const isFormer = (kept: string) => /^[0-9a-f]{64}$/.test(kept);

/**
 * Codes for a lost second factor. They are shown once, and each works once. Stored like passwords: salted slow hashes,
 * of keyed hashes. The codes of one set share their salt, so that a try costs one slow hash instead of ten.
 */
export class RecoveryCodes {
  readonly #ctx: WorkContext;

  constructor(ctx: WorkContext) {
    this.#ctx = ctx;
  }

  /** Creates new codes and deletes all earlier ones. @returns the codes, only this time */
  async renew(userId: string): Promise<string[]> {
    const renewed = Array.from({ length: codes }, newCode);
    const key = derivedKey(this.#ctx.settings, "recovery codes");
    await this.clear(userId);
    const salt = randomBytes(16);
    const hashes = await Promise.all(renewed.map((code) => slowHash(keyed(key, code), salt)));
    await this.#ctx.db.insert(recoveryCodes).values(hashes.map((hash) => ({ userId, hash })));
    return renewed;
  }

  /** The number of codes left. */
  async left(userId: string): Promise<number> {
    const rows = await this.#ctx.db
      .select({ count: count() })
      .from(recoveryCodes)
      .where(and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAt)));
    return rows[0]?.count ?? 0;
  }

  /** Uses a code up. Of two concurrent uses, one is refused. @returns whether it was valid */
  async use(userId: string, code: string): Promise<boolean> {
    const left = await this.#ctx.db
      .select({ hash: recoveryCodes.hash })
      .from(recoveryCodes)
      .where(and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAt)));
    const tries = derivedKeys(this.#ctx.settings, "recovery codes").map((key) => keyed(key, code));
    const salted = left.map(({ hash }) => hash).filter((hash) => !isFormer(hash));
    const salts = new Map(salted.map((hash) => [saltOf(hash).toString(), saltOf(hash)]));
    const hashes = await Promise.all([...salts.values()].flatMap((salt) => tries.map((one) => slowHash(one, salt))));
    const used = await this.#ctx.db
      .update(recoveryCodes)
      .set({ usedAt: sql`now()` })
      .where(
        and(
          eq(recoveryCodes.userId, userId),
          inArray(recoveryCodes.hash, [...tries, ...hashes]),
          isNull(recoveryCodes.usedAt),
        ),
      )
      .returning({ userId: recoveryCodes.userId });
    return used.length > 0;
  }

  async clear(userId: string): Promise<void> {
    await this.#ctx.db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
  }
}
