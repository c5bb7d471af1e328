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

type Secrets = Pick<Settings, "AUTH_SECRET" | "AUTH_SECRET_FORMER">;

const derive = (secret: string, purpose: KeyPurpose): Buffer =>
  Buffer.from(hkdfSync("sha256", secret, "", `waybill: ${purpose}`, 32));

/**
 * A key for one purpose, 32 bytes, derived from `AUTH_SECRET` (HKDF-SHA-256, RFC 5869). It is in no database, no queue
 * and no log. What is made is made with it.
 */
export const keyFor = ({ AUTH_SECRET }: Pick<Secrets, "AUTH_SECRET">, purpose: KeyPurpose): Buffer =>
  derive(AUTH_SECRET, purpose);

/**
 * The keys by which what was made for a purpose may be read: the one of now, then those of former secrets. With a secret
 * that is in neither setting, everything ends that was made with it.
 */
export const keysFor = ({ AUTH_SECRET, AUTH_SECRET_FORMER }: Secrets, purpose: KeyPurpose): Buffer[] =>
  [AUTH_SECRET, ...AUTH_SECRET_FORMER].map((secret) => derive(secret, purpose));
