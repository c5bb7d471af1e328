import { hkdfSync } from "node:crypto";
import type { Settings } from "@waybill/config";

/** The purposes of derived keys. Each purpose has its own key. */
export type KeyPurpose =
  | "addresses in logs"
  | "authenticator secrets"
  | "codes in mail"
  | "links in mail"
  | "recovery codes"
  | "throttling";

type Secrets = Pick<Settings, "AUTH_SECRET" | "AUTH_SECRET_FORMER">;

const derive = (secret: string, purpose: KeyPurpose): Buffer =>
  Buffer.from(hkdfSync("sha256", secret, "", `waybill: ${purpose}`, 32));

/**
 * Derives a 32-byte key for one purpose from `AUTH_SECRET` (HKDF-SHA-256, RFC 5869). It is never stored, queued or logged.
 */
export const derivedKey = ({ AUTH_SECRET }: Pick<Secrets, "AUTH_SECRET">, purpose: KeyPurpose): Buffer =>
  derive(AUTH_SECRET, purpose);

/** The keys for reading: of the current secret, then of previous ones. Data of any other secret is invalid. */
export const derivedKeys = ({ AUTH_SECRET, AUTH_SECRET_FORMER }: Secrets, purpose: KeyPurpose): Buffer[] =>
  [AUTH_SECRET, ...AUTH_SECRET_FORMER].map((secret) => derive(secret, purpose));
