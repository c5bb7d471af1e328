import { sql } from "drizzle-orm";
import { doublePrecision, index, integer, pgTable, text, unique } from "drizzle-orm/pg-core";
import { alphabetical, createdAt, ownId, tenantId, tenantTable } from "./columns.ts";
import { Searched } from "./searched.ts";

export const places = pgTable(
  "places",
  {
    tenantId: tenantId(),
    id: ownId(),
    code: text().notNull(),
    name: text().notNull(),
    /** ISO 3166-1 alpha-2. */
    country: text().notNull(),
    city: text().notNull(),
    postcode: text(),
    line1: text(),
    line2: text(),
    /** Degrees, WGS 84. */
    latitude: doublePrecision(),
    longitude: doublePrecision(),
    version: integer().notNull().default(1),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [
    ...tenantTable("places", table, table.id),
    unique("places_code_key").on(table.tenantId, table.code),
    index("places_alphabetical_idx").on(table.tenantId, alphabetical(table.name), table.id),
    // Incomplete addresses.
    index("places_lacking_idx").on(table.tenantId, table.id).where(sql`line1 is null or postcode is null`),
    index("places_country_idx").on(table.tenantId, table.country, table.id),
  ],
);

/** The searched texts of places. */
export const searchedPlaces = new Searched("place", places, {
  words: [places.code, places.name, places.city, places.postcode],
  names: [places.code, places.name],
  joined: [places.postcode],
});
