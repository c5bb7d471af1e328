import { pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, moment, tenantId, tenantTable } from "./columns.ts";
import { users } from "./users.ts";

/** The record that each browser tab has open. Rows expire without renewal. */
export const presence = pgTable(
  "presence",
  {
    tenantId: tenantId(),
    entity: text().notNull(),
    entityId: uuid().notNull(),
    tabId: uuid().notNull(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    since: createdAt(),
    expiresAt: moment().notNull(),
  },
  (table) => [...tenantTable("presence", table, table.entity, table.entityId, table.tabId)],
);
