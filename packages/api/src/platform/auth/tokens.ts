import { createHash, randomBytes } from "node:crypto";
import { mailTokens } from "@waybill/db";
import { sql } from "drizzle-orm";
import type { WorkContext } from "../../core/index.ts";

/** A secret that a mail carries: 256 random bits, base64url. */
export const newSecret = (): string => randomBytes(32).toString("base64url");

/** What is kept of a secret: its SHA-256, hexadecimal. Enough, since the secret cannot be guessed. */
export const hashSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** What a mailed token is for. */
export type Purpose = (typeof mailTokens.$inferSelect)["purpose"];

const lifetimeSeconds: Record<Purpose, number> = { verify_email: 24 * 3600, reset_password: 3600 };

/** Makes a token for one use. @returns the secret, which only the mail carries */
export async function issueToken({ db }: WorkContext, purpose: Purpose, userId: string): Promise<string> {
  const secret = newSecret();
  const expiresAt = sql`now() + make_interval(secs => ${lifetimeSeconds[purpose]})`;
  await db.insert(mailTokens).values({ hash: hashSecret(secret), purpose, userId, expiresAt });
  return secret;
}
