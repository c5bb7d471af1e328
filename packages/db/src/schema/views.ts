import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { conditionalTenantTable, createdAt, currentUser, ownId, tenantId } from "./columns.ts";
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
    // Users see their own and shared views; without a user, as in an archive, all are visible.
    ...conditionalTenantTable(
      "views",
      table,
      [table.id],
      sql`(shared or user_id = ${currentUser} or ${currentUser} is null)`,
    ),
    index("views_user_idx").on(table.userId),
  ],
);
