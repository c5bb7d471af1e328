import { index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, moment } from "./columns.ts";
import { newId } from "./ids.ts";
import { users } from "./users.ts";

/**
 * Mailed links. Each works once, until it expires. Their secrets are derived from the id with a key that is not in the
 * database, so a row gives no access.
 */
export const mailLinks = pgTable(
  "mail_links",
  {
    id: uuid().primaryKey().$defaultFn(newId),
    purpose: text().notNull(),
    /** The recipient, in lower case. */
    email: text().notNull(),
    /** The account concerned, if it was known. */
    userId: uuid().references(() => users.id, { onDelete: "cascade" }),
    /** Additional data of the purpose. */
    data: jsonb().$type<unknown>().notNull(),
    createdAt: createdAt(),
    expiresAt: moment().notNull(),
  },
  (table) => [
    index("mail_links_email_idx").on(table.email, table.purpose),
    index("mail_links_user_idx").on(table.userId),
  ],
);

/** Sent mails. The content is stored only for the development outbox, and otherwise null. */
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
