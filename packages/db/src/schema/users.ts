import { boolean, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { createdAt, moment } from "./columns.ts";
import { newId } from "./ids.ts";

/** Accounts. Global: a user may belong to several tenants. */
export const users = pgTable(
  "users",
  {
    id: uuid().primaryKey().$defaultFn(newId),
    /** Lower case. */
    email: text().notNull(),
    name: text().notNull(),
    emailVerifiedAt: moment(),
    /** Argon2id; null without a password. */
    passwordHash: text(),
    /** The user's language, as a BCP 47 tag; null for the browser's. */
    language: text(),
    operator: boolean("superuser").notNull().default(false),
    createdAt: createdAt(),
  },
  (table) => [unique("users_email_key").on(table.email)],
);
