import { signInMethods } from "@waybill/validators";
import { boolean, index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, moment } from "./columns.ts";
import { newId } from "./ids.ts";
import { users } from "./users.ts";

/** Sessions. Read by every request, so deleting a row signs out at once. */
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
    /** The first factor; null for sessions of earlier versions. */
    method: text({ enum: signInMethods }),
    /** Whether a second factor was proved. */
    secondFactor: boolean().notNull().default(false),
    /** When the user last authenticated. */
    authenticatedAt: moment().notNull().defaultNow(),
    lastSeenAt: moment().notNull().defaultNow(),
    expiresAt: moment().notNull(),
  },
  (table) => [index("sessions_user_idx").on(table.userId)],
);
