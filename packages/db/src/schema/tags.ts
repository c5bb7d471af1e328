import { tagColors } from "@waybill/validators/tags";
import { sql } from "drizzle-orm";
import { integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, ownId, tenantId, tenantTable } from "./columns.ts";

export const tags = pgTable(
  "tags",
  {
    tenantId: tenantId(),
    id: ownId(),
    name: text().notNull(),
    color: text({ enum: tagColors }).notNull(),
    version: integer().notNull().default(1),
    createdAt: createdAt(),
  },
  (table) => [
    ...tenantTable("tags", table, table.id),
    uniqueIndex("tags_name_key").on(table.tenantId, sql`lower(${table.name})`),
  ],
);
