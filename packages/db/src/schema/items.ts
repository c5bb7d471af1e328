import { actorKinds } from "@waybill/validators";
import { movementKinds } from "@waybill/validators/items";
import { sql } from "drizzle-orm";
import { bigint, check, index, integer, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { alphabetical, createdAt, moment, ownId, tenantId, tenantTable, within, writtenAt } from "./columns.ts";
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
    // Balances of the ledger in `stock.ts`. A trigger maintains them; the application cannot write them.
    onHand: integer().notNull().default(0),
    /** The quantity in packed parcels; the rest of `onHand` is available. */
    reserved: integer().notNull().default(0),
    /** Number of movements: the position of the last one. */
    movements: integer().notNull().default(0),
    /** Stock is low when no more than this is available; null for no warning. */
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
    index("items_alphabetical_idx").on(table.tenantId, alphabetical(table.name), table.id),
    index("items_archived_idx").on(table.tenantId, table.id).where(sql`archived_at is not null`),
    check("items_on_hand_check", sql`${table.onHand} <= 1000000000`),
    check("items_available_check", sql`${table.reserved} >= 0 and ${table.reserved} <= ${table.onHand}`),
  ],
);

/** The searched texts of items. */
export const searchedItems = new Searched("item", items, {
  words: [items.sku, items.name],
  names: [items.sku, items.name],
});

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
 * The ledger of stock: changes of on hand or reserved stock, in order. Append-only: the application's role cannot change
 * rows. A trigger (`owned/items.ts`) updates the item and fills in `position` and the balances.
 */
export const stockMovements = pgTable(
  "stock_movements",
  {
    tenantId: tenantId(),
    itemId: uuid().notNull(),
    /** Counts from 1 per item, without gaps. */
    position: integer().notNull().default(0),
    kind: text({ enum: movementKinds }).notNull(),
    /** The change of the reserved quantity for `reserve` and `release`; otherwise of the quantity on hand. */
    quantity: integer().notNull(),
    /** The balances after the movement. */
    onHand: integer().notNull().default(0),
    reserved: integer().notNull().default(0),
    /** The counted quantity, for `count`; `counted - quantity` was the balance before. */
    counted: integer(),
    reason: text(),
    /** The parcel. No foreign key: the module items does not depend on parcels. */
    parcelId: uuid(),
    userId: uuid(),
    actor: text({ enum: actorKinds }).notNull(),
    /** The API key, support access or job that acted for the user. */
    actorId: uuid(),
    createdAt: writtenAt(),
  },
  (table) => [
    ...tenantTable("stock_movements", table, table.itemId, table.position),
    within("stock_movements_item_fkey", table, table.itemId, items),
    // The counts of one import, which continues after an interruption.
    index("stock_movements_counted_idx").on(table.tenantId, table.actorId, table.itemId).where(sql`kind = 'count'`),
    // Consumption in a period.
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
