import { boolean, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
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
    /** In which language the person reads, as a BCP 47 tag; null: in that of the browser. */
    language: text(),
    superuser: boolean().notNull().default(false),
    createdAt: createdAt(),
  },
  (table) => [unique("users_email_key").on(table.email)],
);
