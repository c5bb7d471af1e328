import { integer, jsonb, pgTable, text, timestamp, unique, uuid } from "drizzle-orm/pg-core";
import { newId } from "../ids.ts";

/** The organisations. Not a tenant table itself: a slug is looked up before the tenant is known. */
export const tenants = pgTable(
  "tenants",
  {
    id: uuid().primaryKey().$defaultFn(newId),
    name: text().notNull(),
    slug: text().notNull(),
    /** An IANA name: schedules and days are meant in it. */
    timeZone: text().notNull().default("UTC"),
    version: integer().notNull().default(1),
    /** From when on members need a second factor; null where they need none. */
    secondFactorFrom: timestamp({ withTimezone: true }),
    /** The names of the business modules that are switched off here. Their data stays. */
    modulesOff: text().array().notNull().default([]),
    /** For how many days the organisation keeps something, by its name, where that is not as long as the installation does. */
    keepDays: jsonb().$type<Record<string, number>>().notNull().default({}),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [unique("tenants_slug_key").on(table.slug)],
);
