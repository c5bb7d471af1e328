import { integer, pgTable, uuid } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";
import { newId } from "./ids.ts";
import { sessions } from "./sessions.ts";

/**
 * Codes that were mailed to somebody who is signed in and has nothing else to prove that it is them: one for each
 * session. They are derived from the id by a key that is not in the database.
 */
export const mailedCodes = pgTable("mailed_codes", {
  sessionId: uuid()
    .primaryKey()
    .references(() => sessions.id, { onDelete: "cascade" }),
  id: uuid().notNull().$defaultFn(newId),
  /** How often one was tried. */
  tries: integer().notNull().default(0),
  expiresAt: moment().notNull(),
});
