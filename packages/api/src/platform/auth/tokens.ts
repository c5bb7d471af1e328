import { createHash, randomBytes } from "node:crypto";

/** A secret that a mail carries: 256 random bits, base64url. */
export const newSecret = (): string => randomBytes(32).toString("base64url");

/** What is kept of a secret: its SHA-256, hexadecimal. Enough, since the secret cannot be guessed. */
export const hashSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");
