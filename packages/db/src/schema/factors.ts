import { bigint, boolean, index, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { createdAt, moment } from "./columns.ts";
import { newId } from "./ids.ts";
import { users } from "./users.ts";

const userId = () =>
  uuid()
    .notNull()
    .references(() => users.id, { onDelete: "cascade" });

/** Authenticator apps (TOTP, RFC 6238): at most one of a person. */
export const totpFactors = pgTable("totp_factors", {
  userId: userId().primaryKey(),
  /** The secret that the app shares, sealed with a key that is not in the database. */
  secret: text().notNull(),
  /** The time step of the last code that was used: it and what is before it are worth nothing. */
  lastStep: bigint({ mode: "number" }).notNull(),
  createdAt: createdAt(),
  lastUsedAt: moment(),
});

/** Authenticator apps that are being set up, until a code proves that the person has them. */
export const totpEnrolments = pgTable("totp_enrolments", {
  userId: userId().primaryKey(),
  /** Sealed like a factor's. */
  secret: text().notNull(),
  expiresAt: moment().notNull(),
});

/** Codes for who has lost the second factor. Each works once. */
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

/** Passkeys (WebAuthn): a person may have several. */
export const passkeys = pgTable(
  "passkeys",
  {
    id: uuid().primaryKey().$defaultFn(newId),
    userId: userId(),
    name: text().notNull(),
    /** What the authenticator calls it, base64url. */
    credentialId: text().notNull(),
    /** COSE, base64url. */
    publicKey: text().notNull(),
    /** How often it has signed, as far as it counts. It never goes back. */
    counter: bigint({ mode: "number" }).notNull(),
    /** How a browser reaches it: `internal`, `usb`, `hybrid`, … */
    transports: text().array().notNull(),
    /** Whether it is kept by a service, so that the loss of a device is not its loss. */
    backedUp: boolean().notNull(),
    createdAt: createdAt(),
    lastUsedAt: moment(),
  },
  (table) => [unique("passkeys_credential_key").on(table.credentialId), index("passkeys_user_idx").on(table.userId)],
);

/** What a passkey has to sign next. Each is used once; a new one replaces the one before. */
export const passkeyChallenges = pgTable(
  "passkey_challenges",
  {
    purpose: text({ enum: ["register", "confirm", "second_factor", "sign_in"] }).notNull(),
    /** Who it was given to, and who alone may answer: a session's id, or the hash of a secret in the browser's cookie. */
    holder: text().notNull(),
    challenge: text().notNull(),
    expiresAt: moment().notNull(),
  },
  (table) => [primaryKey({ columns: [table.purpose, table.holder] })],
);
