import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from "node:crypto";

/** A new secret: 256 random bits, base64url. */
export const newSecret = (): string => randomBytes(32).toString("base64url");

/** The stored hash of a secret: SHA-256, hexadecimal. A fast hash is enough, since the secret cannot be guessed. */
export const hashSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** The stored hash of a short code: HMAC-SHA-256, hexadecimal. It cannot be guessed without the key. */
export const hashCode = (key: Buffer, code: string): string => createHmac("sha256", key).update(code).digest("hex");

const cipher = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts a text (AES-256-GCM), base64url.
 *
 * @param key 32 bytes, for this purpose only.
 * @param owner the owner, which decryption requires as well.
 */
export function encrypt(key: Buffer, owner: string, text: string): string {
  const nonce = randomBytes(nonceBytes);
  const encryption = createCipheriv(cipher, key, nonce).setAAD(Buffer.from(owner));
  return Buffer.concat([nonce, encryption.update(text), encryption.final(), encryption.getAuthTag()]).toString(
    "base64url",
  );
}

/** Decrypts the result of {@link encrypt}. @throws for another key, owner or text */
export function decrypt(key: Buffer, owner: string, encrypted: string): string {
  const bytes = Buffer.from(encrypted, "base64url");
  const decryption = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
    .setAAD(Buffer.from(owner))
    .setAuthTag(bytes.subarray(-tagBytes));
  return Buffer.concat([decryption.update(bytes.subarray(nonceBytes, -tagBytes)), decryption.final()]).toString();
}
