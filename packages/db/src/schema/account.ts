import { integer, pgTable, uuid } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";
import { newId } from "./ids.ts";
import { sessions } from "./sessions.ts";

/**
 * Mailed codes, for signed-in users without another factor: one per session. They are derived from the id with a key that
 * is not in the database.
 */
export const mailedCodes = pgTable("mailed_codes", {
  sessionId: uuid()
    .primaryKey()
    .references(() => sessions.id, { onDelete: "cascade" }),
  id: uuid().notNull().$defaultFn(newId),
  /** Number of attempts. */
  tries: integer().notNull().default(0),
  expiresAt: moment().notNull(),
});
