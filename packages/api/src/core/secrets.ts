import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from "node:crypto";

/** A secret that cannot be guessed: 256 random bits, base64url. */
export const newSecret = (): string => randomBytes(32).toString("base64url");

/** What is kept of a secret: its SHA-256, hexadecimal. Enough, since the secret cannot be guessed. */
export const hashSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** What is kept of a short code: its HMAC-SHA-256, hexadecimal. Without the key it cannot be tried out. */
export const hashCode = (key: Buffer, code: string): string => createHmac("sha256", key).update(code).digest("hex");

const cipher = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts a text (AES-256-GCM), base64url.
 *
 * @param key 32 bytes, for this purpose alone.
 * @param owner whose it is: what was sealed for one opens for no other.
 */
export function seal(key: Buffer, owner: string, text: string): string {
  const nonce = randomBytes(nonceBytes);
  const sealing = createCipheriv(cipher, key, nonce).setAAD(Buffer.from(owner));
  return Buffer.concat([nonce, sealing.update(text), sealing.final(), sealing.getAuthTag()]).toString("base64url");
}

/** Decrypts what {@link seal} made. @throws where the key, the owner or the text is another one */
export function unseal(key: Buffer, owner: string, sealed: string): string {
  const bytes = Buffer.from(sealed, "base64url");
  const opening = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
    .setAAD(Buffer.from(owner))
    .setAuthTag(bytes.subarray(-tagBytes));
  return Buffer.concat([opening.update(bytes.subarray(nonceBytes, -tagBytes)), opening.final()]).toString();
}
