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
    // The balances of the ledger in `stock.ts`. A trigger keeps them with each movement; the application cannot write them.
    /** How many there are. */
    onHand: integer().notNull().default(0),
    /** How many of those are in packed parcels. What is left is available. */
    reserved: integer().notNull().default(0),
    /** How many movements the item has: the position of the last one. */
    movements: integer().notNull().default(0),
    /** Low stock is when no more than this is available; null where nobody wants to be told. */
    lowStockAt: integer().default(5),
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
    check("items_on_hand_check", sql`${table.onHand} <= 1000000000`),
    check("items_available_check", sql`${table.reserved} >= 0 and ${table.reserved} <= ${table.onHand}`),
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
