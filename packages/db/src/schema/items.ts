import { actorKinds } from "@waybill/validators";
import { movementKinds } from "@waybill/validators/items";
import { sql } from "drizzle-orm";
import { bigint, check, index, integer, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { createdAt, moment, ownId, tenantId, tenantTable, within, writtenAt } from "./columns.ts";
import { Searched } from "./searched.ts";
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

/** What items are found by. */
export const searchedItems = new Searched("item", items, { words: [items.sku, items.name] });

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

/**
 * The ledger of stock: each change of what is on hand or reserved, in order. Rows are added and never changed; the
 * application's role cannot. A trigger (`owned/items.ts`) carries each row over to its item, and fills in `position` and
 * the balances: an insert leaves those out.
 */
export const stockMovements = pgTable(
  "stock_movements",
  {
    tenantId: tenantId(),
    itemId: uuid().notNull(),
    /** Counts from 1 in each item, without gaps. */
    position: integer().notNull().default(0),
    kind: text({ enum: movementKinds }).notNull(),
    /** By how much it changes the reserved ones for `reserve` and `release`, those on hand for every other kind. */
    quantity: integer().notNull(),
    /** The balances after it. */
    onHand: integer().notNull().default(0),
    reserved: integer().notNull().default(0),
    /** What was counted, for `count`: `counted - quantity` had been seen before. */
    counted: integer(),
    reason: text(),
    /** The parcel that it was for. Without a reference: items know nothing of parcels. */
    parcelId: uuid(),
    userId: uuid(),
    actor: text({ enum: actorKinds }).notNull(),
    /** The API key, the support access or the job that acted for the user. */
    actorId: uuid(),
    createdAt: writtenAt(),
  },
  (table) => [
    ...tenantTable("stock_movements", table, table.itemId, table.position),
    within("stock_movements_item_fkey", table, table.itemId, items),
    // What one import has counted: a run after an interruption goes on from there.
    index("stock_movements_counted_idx").on(table.tenantId, table.actorId, table.itemId).where(sql`kind = 'count'`),
    // What was used in a period.
    index("stock_movements_used_idx")
      .on(table.tenantId, table.createdAt, table.itemId, table.quantity)
      .where(sql`kind in ('dispatch', 'return')`),
    check(
      "stock_movements_quantity_check",
      sql`case
        when ${table.kind} in ('receive', 'reserve', 'return') then ${table.quantity} > 0
        when ${table.kind} in ('release', 'dispatch') then ${table.quantity} < 0
        when ${table.kind} = 'correct' then ${table.quantity} <> 0
        else ${table.kind} = 'count' end`,
    ),
    check("stock_movements_counted_check", sql`(${table.counted} is not null) = (${table.kind} = 'count')`),
    check("stock_movements_reason_check", sql`${table.reason} is not null or ${table.kind} <> 'correct'`),
    check(
      "stock_movements_parcel_check",
      sql`(${table.parcelId} is not null) = (${table.kind} in ('reserve', 'release', 'dispatch', 'return'))`,
    ),
  ],
);
