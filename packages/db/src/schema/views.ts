import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgPolicy, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, currentUser, ownId, tenantId, tenantTable } from "./columns.ts";
import { users } from "./users.ts";

/** The saved views of lists: filters and an order under a name, a person's own or shared with all who read the list. */
export const views = pgTable(
  "views",
  {
    tenantId: tenantId(),
    id: ownId(),
    /** The name of the list, as its module declares it. */
    list: text().notNull(),
    name: text().notNull(),
    /** What was chosen when it was saved. Its list says, when it is read, what of it there still is. */
    state: jsonb().$type<Record<string, unknown>>().notNull(),
    /** Who made it. */
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
    // A person sees their own and the shared ones; where nobody acts, as in an archive, all are there.
    pgPolicy("views_own_or_shared", {
      as: "restrictive",
      for: "all",
      using: sql`shared or user_id = ${currentUser} or ${currentUser} is null`,
      withCheck: sql`shared or user_id = ${currentUser} or ${currentUser} is null`,
    }),
    index("views_user_idx").on(table.userId),
  ],
);
