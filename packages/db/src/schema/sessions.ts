import { signInMethods } from "@waybill/validators";
import { boolean, index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, moment } from "./columns.ts";
import { newId } from "./ids.ts";
import { users } from "./users.ts";

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
