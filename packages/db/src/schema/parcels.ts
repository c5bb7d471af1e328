import { parcelStates } from "@waybill/validators";
import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { createdAt, moment, ownId, tenantId, tenantTable, within } from "./columns.ts";
import { files } from "./files.ts";
import { items } from "./items.ts";
import { places } from "./places.ts";
import { tags } from "./tags.ts";

export const parcels = pgTable(
  "parcels",
  {
    tenantId: tenantId(),
    id: ownId(),
    reference: text().notNull(),
    recipientId: uuid().notNull(),
    state: text({ enum: parcelStates }).notNull().default("draft"),
    note: text(),
    labelFileId: uuid(),
    carrier: text(),
    /** The carrier's number for the shipment. */
    trackingNumber: text(),
    failure: text(),
    handedOverAt: moment(),
    dispatchedAt: moment(),
    deliveredAt: moment(),
    version: integer().notNull().default(1),
    createdBy: uuid(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [
    ...tenantTable("parcels", table, table.id),
    unique("parcels_reference_key").on(table.tenantId, table.reference),
    within("parcels_recipient_fkey", table, table.recipientId, places),
    within("parcels_label_fkey", table, table.labelFileId, files),
    index("parcels_state_idx").on(table.tenantId, table.state, table.id),
    index("parcels_recipient_idx").on(table.tenantId, table.recipientId),
  ],
);

export const parcelItems = pgTable(
  "parcel_items",
  {
    tenantId: tenantId(),
    parcelId: uuid().notNull(),
    itemId: uuid().notNull(),
    /** The place of the line in the parcel, from 0. */
    position: integer().notNull(),
    quantity: integer().notNull(),
  },
  (table) => [
    ...tenantTable("parcel_items", table, table.parcelId, table.itemId),
    within("parcel_items_parcel_fkey", table, table.parcelId, parcels).onDelete("cascade"),
    within("parcel_items_item_fkey", table, table.itemId, items),
    index("parcel_items_item_idx").on(table.tenantId, table.itemId),
    check("parcel_items_quantity_check", sql`${table.quantity} > 0`),
  ],
);

export const parcelTags = pgTable(
  "parcel_tags",
  { tenantId: tenantId(), parcelId: uuid().notNull(), tagId: uuid().notNull() },
  (table) => [
    ...tenantTable("parcel_tags", table, table.parcelId, table.tagId),
    within("parcel_tags_parcel_fkey", table, table.parcelId, parcels).onDelete("cascade"),
    within("parcel_tags_tag_fkey", table, table.tagId, tags).onDelete("cascade"),
    index("parcel_tags_tag_idx").on(table.tenantId, table.tagId),
  ],
);

/** What a parcel went through, step by step. */
export const parcelEvents = pgTable(
  "parcel_events",
  {
    tenantId: tenantId(),
    id: ownId(),
    parcelId: uuid().notNull(),
    kind: text({
      enum: [
        "created",
        "updated",
        "packed",
        "unpacked",
        "dispatched",
        "labelled",
        "carrier_error",
        "in_transit",
        "delivered",
        "cancelled",
        "failed",
      ],
    }).notNull(),
    detail: text(),
    /** Null where the worker did it. */
    userId: uuid(),
    createdAt: createdAt(),
  },
  (table) => [
    ...tenantTable("parcel_events", table, table.id),
    within("parcel_events_parcel_fkey", table, table.parcelId, parcels).onDelete("cascade"),
    index("parcel_events_parcel_idx").on(table.tenantId, table.parcelId, table.id),
  ],
);
