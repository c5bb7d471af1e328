import { sql } from "drizzle-orm";
import { bigint, check, index, integer, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { createdAt, moment, ownId, tenantId, tenantTable, within } from "./columns.ts";
import { tags } from "./tags.ts";

export const items = pgTable(
  "items",
  {
    tenantId: tenantId(),
    id: ownId(),
    sku: text().notNull(),
    name: text().notNull(),
    /** Grams. */
    weight: integer().notNull(),
    stock: integer().notNull(),
    /** In the currency's minor unit. */
    price: bigint({ mode: "number" }).notNull(),
    /** ISO 4217. */
    currency: text().notNull(),
    archivedAt: moment(),
    version: integer().notNull().default(1),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [
    ...tenantTable("items", table, table.id),
    unique("items_sku_key").on(table.tenantId, table.sku),
    index("items_name_idx").on(table.tenantId, table.name),
    check("items_stock_check", sql`${table.stock} >= 0`),
  ],
);

export const itemTags = pgTable(
  "item_tags",
  { tenantId: tenantId(), itemId: uuid().notNull(), tagId: uuid().notNull() },
  (table) => [
    ...tenantTable("item_tags", table, table.itemId, table.tagId),
    within("item_tags_item_fkey", table, table.itemId, items).onDelete("cascade"),
    within("item_tags_tag_fkey", table, table.tagId, tags).onDelete("cascade"),
    index("item_tags_tag_idx").on(table.tenantId, table.tagId),
  ],
);
