import { actorKinds, movementKinds } from "@waybill/validators";
import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { tenantId, tenantTable, within, writtenAt } from "./columns.ts";
import { items } from "./items.ts";

/**
 * The ledger of stock: each change of what is on hand or reserved, in order. Rows are added and never changed; the
 * application's role cannot. A trigger (`stock-ledger.ts`) carries each row over to its item, and fills in `position` and
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
