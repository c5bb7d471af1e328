import { index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, moment } from "./columns.ts";
import { newId } from "./ids.ts";
import { users } from "./users.ts";

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
