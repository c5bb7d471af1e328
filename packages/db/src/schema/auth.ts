import { signInMethods } from "@waybill/validators";
import { boolean, doublePrecision, index, jsonb, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { createdAt, moment } from "./columns.ts";
import { newId } from "./ids.ts";

/** People. Global: one person may belong to several tenants. */
export const users = pgTable(
  "users",
  {
    id: uuid().primaryKey().$defaultFn(newId),
    /** Lower case. */
    email: text().notNull(),
    name: text().notNull(),
    emailVerifiedAt: moment(),
    /** argon2id; null for who signs in with a provider only. */
    passwordHash: text(),
    superuser: boolean().notNull().default(false),
    createdAt: createdAt(),
  },
  (table) => [unique("users_email_key").on(table.email)],
);

/** A person's account at a sign-in provider. */
export const accounts = pgTable(
  "accounts",
  {
    provider: text().notNull(),
    providerAccountId: text().notNull(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.provider, table.providerAccountId] }),
    index("accounts_user_idx").on(table.userId),
  ],
);

/** Sign-ins that are alive. Looked at on every request, so deleting a row signs out at once. */
export const sessions = pgTable(
  "sessions",
  {
    id: uuid().primaryKey().$defaultFn(newId),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    ip: text(),
    userAgent: text(),
    createdAt: createdAt(),
    /** How the person has proved who they are: the first factor. Null for sign-ins of earlier versions. */
    method: text({ enum: signInMethods }),
    /** Whether a second factor was proved as well. */
    secondFactor: boolean().notNull().default(false),
    /** When the person has proved last who they are. */
    authenticatedAt: moment().notNull().defaultNow(),
    lastSeenAt: moment().notNull().defaultNow(),
    expiresAt: moment().notNull(),
  },
  (table) => [index("sessions_user_idx").on(table.userId)],
);

/**
 * Links that were mailed, or are about to be. Each works once, until it expires. Their secrets are derived from the id
 * by a key that is not in the database, so a row opens nothing.
 */
export const mailLinks = pgTable(
  "mail_links",
  {
    id: uuid().primaryKey().$defaultFn(newId),
    purpose: text().notNull(),
    /** Where it is mailed to, in lower case. */
    email: text().notNull(),
    /** Whose account it is about, where that was known when it was made. */
    userId: uuid().references(() => users.id, { onDelete: "cascade" }),
    /** What the purpose keeps besides. */
    data: jsonb().$type<unknown>().notNull(),
    createdAt: createdAt(),
    expiresAt: moment().notNull(),
  },
  (table) => [
    index("mail_links_email_idx").on(table.email, table.purpose),
    index("mail_links_user_idx").on(table.userId),
  ],
);

/** How often something was done lately, by a hash of what, and of who or where. */
export const throttles = pgTable("throttles", {
  key: text().primaryKey(),
  /** How many times were remembered when the last one was counted; it falls with time. */
  level: doublePrecision().notNull().default(0),
  /** Until when no further one is admitted; null where the next one is. */
  blockedUntil: moment(),
  countedAt: moment().notNull().defaultNow(),
  /** Which attempt was counted last. */
  attemptId: uuid(),
});

/**
 * Browsers that a person has signed in with before, by the SHA-256 of a secret in their cookie: others' failures do not
 * keep them out.
 */
export const knownDevices = pgTable(
  "known_devices",
  {
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    hash: text().notNull(),
    createdAt: createdAt(),
    lastUsedAt: moment().notNull().defaultNow(),
    expiresAt: moment().notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.hash] })],
);

/** Who got which mail, and when. What it said is here for the development outbox alone: null unless that is on. */
export const mails = pgTable("mails", {
  /** The id of the job that sends it. */
  id: uuid().primaryKey(),
  to: text().notNull(),
  /** The name of the mail's definition. */
  template: text().notNull(),
  subject: text(),
  text: text(),
  html: text(),
  headers: jsonb().$type<Record<string, string>>().notNull().default({}),
  createdAt: createdAt(),
  sentAt: moment(),
});
