import { bigint, boolean, index, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { createdAt, moment } from "./columns.ts";
import { newId } from "./ids.ts";
import { users } from "./users.ts";

const userId = () =>
  uuid()
    .notNull()
    .references(() => users.id, { onDelete: "cascade" });

/** Authenticator apps (TOTP, RFC 6238): at most one per user. */
export const totpFactors = pgTable("totp_factors", {
  userId: userId().primaryKey(),
  /** The shared secret, encrypted with a key that is not in the database. */
  secret: text().notNull(),
  /** The time step of the last used code; earlier ones are invalid. */
  lastStep: bigint({ mode: "number" }).notNull(),
  createdAt: createdAt(),
  lastUsedAt: moment(),
});

/** Authenticator apps that are not confirmed by a code yet. */
export const totpEnrolments = pgTable("totp_enrolments", {
  userId: userId().primaryKey(),
  /** Encrypted like a factor's. */
  secret: text().notNull(),
  expiresAt: moment().notNull(),
});

/** Recovery codes for the second factor. Each works once. */
export const recoveryCodes = pgTable(
  "recovery_codes",
  {
    userId: userId(),
    /** A keyed hash of the code. */
    hash: text().notNull(),
    usedAt: moment(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.hash] })],
);

/** Passkeys (WebAuthn). */
export const passkeys = pgTable(
  "passkeys",
  {
    id: uuid().primaryKey().$defaultFn(newId),
    userId: userId(),
    name: text().notNull(),
    /** The credential's id, base64url. */
    credentialId: text().notNull(),
    /** COSE, base64url. */
    publicKey: text().notNull(),
    /** The signature counter, which never decreases. */
    counter: bigint({ mode: "number" }).notNull(),
    /** How browsers reach it: `internal`, `usb`, `hybrid`, … */
    transports: text().array().notNull(),
    /** Whether it is synchronized by a service, so that it survives the loss of a device. */
    backedUp: boolean().notNull(),
    createdAt: createdAt(),
    lastUsedAt: moment(),
  },
  (table) => [unique("passkeys_credential_key").on(table.credentialId), index("passkeys_user_idx").on(table.userId)],
);

/** WebAuthn challenges. Each is used once; a new one replaces the previous one. */
export const passkeyChallenges = pgTable(
  "passkey_challenges",
  {
    purpose: text({ enum: ["register", "confirm", "second_factor", "sign_in"] }).notNull(),
    /** The browser that may answer: a session's id, or the hash of the cookie's secret. */
    holder: text().notNull(),
    challenge: text().notNull(),
    expiresAt: moment().notNull(),
  },
  (table) => [primaryKey({ columns: [table.purpose, table.holder] })],
);
