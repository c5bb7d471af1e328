import { integer, jsonb, pgTable, text, timestamp, unique, uuid } from "drizzle-orm/pg-core";
import { newId } from "../ids.ts";

/** Organisations. Not a tenant table itself: a slug is looked up before the tenant is known. */
export const tenants = pgTable(
  "tenants",
  {
    id: uuid().primaryKey().$defaultFn(newId),
    name: text().notNull(),
    slug: text().notNull(),
    /** An IANA time zone, for schedules and days. */
    timeZone: text().notNull().default("UTC"),
    version: integer().notNull().default(1),
    /** Start of the second-factor requirement; null without one. */
    secondFactorFrom: timestamp({ withTimezone: true }),
    /** Business modules that are switched off. Their data stays. */
    modulesOff: text().array().notNull().default([]),
    /** The organisation's own retention times in days, by name. */
    keepDays: jsonb().$type<Record<string, number>>().notNull().default({}),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [unique("tenants_slug_key").on(table.slug)],
);
