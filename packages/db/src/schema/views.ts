import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgPolicy, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, currentUser, ownId, tenantId, tenantTable } from "./columns.ts";
import { users } from "./users.ts";

/** Saved views of lists: filters and an order with a name, private or shared. */
export const views = pgTable(
  "views",
  {
    tenantId: tenantId(),
    id: ownId(),
    /** The list's name, as its module declares it. */
    list: text().notNull(),
    name: text().notNull(),
    /** The saved state. The list ignores parts that no longer exist. */
    state: jsonb().$type<Record<string, unknown>>().notNull(),
    /** The owner. */
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    shared: boolean().notNull().default(false),
    version: integer().notNull().default(1),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [
    ...tenantTable("views", table, table.id),
    // Users see their own and shared views; without a user, as in an archive, all are visible.
    pgPolicy("views_own_or_shared", {
      as: "restrictive",
      for: "all",
      using: sql`shared or user_id = ${currentUser} or ${currentUser} is null`,
      withCheck: sql`shared or user_id = ${currentUser} or ${currentUser} is null`,
    }),
    index("views_user_idx").on(table.userId),
  ],
);
