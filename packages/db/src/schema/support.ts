import { sql } from "drizzle-orm";
import { index, pgPolicy, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, currentTenant, currentUser, moment, ownId, sessionUser, tenantId, tenantTable } from "./columns.ts";
import { users } from "./users.ts";

/** Support accesses of operators to a tenant: the reason and the end. */
export const supportAccess = pgTable(
  "support_access",
  {
    tenantId: tenantId(),
    id: ownId(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    reason: text().notNull(),
    createdAt: createdAt(),
    expiresAt: moment().notNull(),
    endedAt: moment(),
  },
  (table) => [
    ...tenantTable("support_access", table, table.id),
    // Outside of a tenant, operators see their own accesses.
    pgPolicy("support_access_own", {
      for: "select",
      using: sql`user_id = ${currentUser} and ${currentTenant} is null`,
    }),
    pgPolicy("support_access_session", {
      for: "select",
      using: sql`user_id = ${sessionUser} and ${currentTenant} is null`,
    }),
    index("support_access_user_idx").on(table.userId),
  ],
);
