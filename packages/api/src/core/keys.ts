import { hkdfSync } from "node:crypto";
import type { Settings } from "@waybill/config";

/** What keys are derived for. Each purpose has its own: what one makes is worth nothing to another. */
export type KeyPurpose =
  | "addresses in logs"
  | "authenticator secrets"
  | "codes in mail"
  | "links in mail"
  | "recovery codes"
  | "throttling";

/**
 * A key for one purpose, 32 bytes, derived from `AUTH_SECRET` (HKDF-SHA-256, RFC 5869). It is in no database, no queue
 * and no log: with the secret changed, everything that was made with it ends.
 */
export function keyFor({ AUTH_SECRET }: Pick<Settings, "AUTH_SECRET">, purpose: KeyPurpose): Buffer {
  return Buffer.from(hkdfSync("sha256", AUTH_SECRET, "", `waybill: ${purpose}`, 32));
}
