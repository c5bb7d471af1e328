import { batchOutcomes, parcelStates } from "@waybill/validators/parcels";
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  type PgColumn,
  type PgTableExtraConfigValue,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { createdAt, moment, ownId, tenantId, tenantTable, within, writtenAt } from "./columns.ts";
import { jobs } from "./core.ts";
import { files } from "./files.ts";
import { items } from "./items.ts";
import { places } from "./places.ts";
import { Searched } from "./searched.ts";
import { tags } from "./tags.ts";

/** The number in a reference of our own format; null for other references. */
export const numberOf = (reference: PgColumn) =>
  sql`(case when ${reference} ~ '^WB-[0-9]{1,18}$' then substr(${reference}, 4)::bigint end)`;

/**
 * The last progress of a parcel that has left. Without `coalesce`, which is not leakproof: row-level security would keep the
 * index from being used.
 */
export const progressAt = (handedOverAt: PgColumn, dispatchedAt: PgColumn) =>
  sql`(case when ${handedOverAt} is null then ${dispatchedAt} else ${handedOverAt} end)`;

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
    /** The carrier's tracking number. */
    trackingNumber: text(),
    /** Why the carrier refused it, or why it failed. */
    failure: text(),
    /** The latest shipment. */
    shipmentId: uuid(),
    handedOverAt: moment(),
    dispatchedAt: moment(),
    deliveredAt: moment(),
    version: integer().notNull().default(1),
    createdBy: uuid(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  // An explicit type, because parcels and shipments refer to each other.
  (table): PgTableExtraConfigValue[] => [
    ...tenantTable("parcels", table, table.id),
    // A cancelled parcel frees its reference.
    uniqueIndex("parcels_reference_key").on(table.tenantId, table.reference).where(sql`state <> 'cancelled'`),
    within("parcels_recipient_fkey", table, table.recipientId, places),
    within("parcels_label_fkey", table, table.labelFileId, files),
    within("parcels_shipment_fkey", table, table.shipmentId, shipments),
    index("parcels_state_idx").on(table.tenantId, table.state, table.id),
    index("parcels_carrier_idx").on(table.tenantId, table.carrier, table.id).where(sql`carrier is not null`),
    // Sort orders of the list.
    index("parcels_created_idx").on(table.tenantId, table.createdAt, table.id),
    index("parcels_updated_idx").on(table.tenantId, table.updatedAt, table.id),
    index("parcels_dispatched_idx")
      .on(table.tenantId, table.dispatchedAt, table.id)
      .where(sql`dispatched_at is not null`),
    index("parcels_delivered_idx").on(table.tenantId, table.deliveredAt, table.id).where(sql`delivered_at is not null`),
    index("parcels_of_recipient_idx").on(table.tenantId, table.recipientId, table.id),
    // Parcels that need attention: `attention.ts` of the module.
    index("parcels_packed_idx").on(table.tenantId, table.recipientId, table.id).where(sql`state = 'packed'`),
    index("parcels_moving_idx")
      .on(table.tenantId, progressAt(table.handedOverAt, table.dispatchedAt))
      .where(sql`state in ('dispatched', 'in_transit')`),
    index("parcels_refused_idx")
      .on(table.tenantId, table.state, progressAt(table.handedOverAt, table.dispatchedAt))
      .where(sql`failure is not null`),
    index("parcels_cancelled_idx").on(table.tenantId, table.reference).where(sql`state = 'cancelled'`),
    // The highest number first.
    index("parcels_number_idx").on(table.tenantId, sql`${numberOf(table.reference)} desc nulls last`),
  ],
);

/** An address, frozen in a shipment. */
export interface FrozenAddress {
  name: string;
  line1: string | null;
  line2: string | null;
  postcode: string | null;
  city: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
}

/** A line, frozen in a shipment. */
export interface FrozenLine {
  itemId: string;
  sku: string;
  name: string;
  /** Grams per item. */
  weight: number;
  /** Per item, in the currency's minor unit. */
  price: number;
  /** ISO 4217. */
  currency: string;
  quantity: number;
}

/** Dispatched parcels, frozen. The application can only update the columns about the carrier (`owned/parcels.ts`). */
export const shipments = pgTable(
  "shipments",
  {
    tenantId: tenantId(),
    id: ownId(),
    parcelId: uuid().notNull(),
    /** The attempt to dispatch the parcel, from 1. */
    number: integer().notNull(),
    reference: text().notNull(),
    recipient: jsonb().$type<FrozenAddress>().notNull(),
    sender: jsonb().$type<{ name: string }>().notNull(),
    lines: jsonb().$type<FrozenLine[]>().notNull(),
    /** Grams. */
    weight: bigint({ mode: "number" }).notNull(),
    /** The carrier; null for shipments from before it was recorded. */
    carrier: text(),
    createdAt: createdAt(),
    /** The carrier's tracking number. */
    trackingNumber: text(),
    handedOverAt: moment(),
    /** When the carrier stopped: it was voided, or the carrier gave it up. */
    closedAt: moment(),
  },
  (table): PgTableExtraConfigValue[] => [
    ...tenantTable("shipments", table, table.id),
    unique("shipments_number_key").on(table.tenantId, table.parcelId, table.number),
    within("shipments_parcel_fkey", table, table.parcelId, parcels).onDelete("cascade"),
    // For scanned codes.
    index("shipments_tracking_idx").on(table.tenantId, table.trackingNumber).where(sql`tracking_number is not null`),
  ],
);

/**
 * The searched texts of parcels, besides those of their place and items. The words of frozen shipments are kept, so that a
 * parcel is also found by its texts at the dispatch.
 */
export const searchedParcels = new Searched("parcel", parcels, {
  words: [parcels.reference],
  ends: [parcels.trackingNumber],
  kept: `
    select 'place' as kind, concat_ws(' ', recipient ->> 'name', recipient ->> 'city', recipient ->> 'postcode',
      replace(recipient ->> 'postcode', ' ', '')) as text, places.id as thing_id
    from rows join shipments on shipments.tenant_id = rows.tenant_id and shipments.parcel_id = rows.id
    join places on places.tenant_id = rows.tenant_id and places.id = rows.recipient_id
    where (recipient ->> 'name', recipient ->> 'city', recipient ->> 'postcode') is distinct from (places.name, places.city, places.postcode)
    union all
    select 'item', concat_ws(' ', line ->> 'sku', line ->> 'name'), items.id
    from rows join shipments on shipments.tenant_id = rows.tenant_id and shipments.parcel_id = rows.id
    cross join lateral jsonb_array_elements(lines) as line
    join items on items.tenant_id = rows.tenant_id and items.id = (line ->> 'itemId')::uuid
    where (line ->> 'sku', line ->> 'name') is distinct from (items.sku, items.name)`,
});

export const parcelItems = pgTable(
  "parcel_items",
  {
    tenantId: tenantId(),
    parcelId: uuid().notNull(),
    itemId: uuid().notNull(),
    /** The line's position in the parcel, from 0. */
    position: integer().notNull(),
    quantity: integer().notNull(),
  },
  (table) => [
    ...tenantTable("parcel_items", table, table.parcelId, table.itemId),
    within("parcel_items_parcel_fkey", table, table.parcelId, parcels).onDelete("cascade"),
    within("parcel_items_item_fkey", table, table.itemId, items),
    index("parcel_items_of_item_idx").on(table.tenantId, table.itemId, table.parcelId),
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
    index("parcel_tags_of_tag_idx").on(table.tenantId, table.tagId, table.parcelId),
  ],
);

/** The measures of parcel counts. */
export const tallyMeasures = ["state", "dispatched", "delivered", "failed"] as const;

/** Stands for all parcels, as opposed to those with a tag. */
export const anyTag = "00000000-0000-0000-0000-000000000000";

/**
 * Counts of parcels by kind, as amounts to be summed: a trigger adds amounts with each change (`owned/parcels.ts`), so that
 * no change waits for another, and folds them now and then into one per kind and day. Each parcel counts once for all and
 * once for each of its tags. The application cannot write them.
 */
export const parcelTallies = pgTable(
  "parcel_tallies",
  {
    tenantId: tenantId(),
    id: ownId(),
    /** `failed` counts parcels that are failed now, at their dispatch. */
    measure: text({ enum: tallyMeasures }).notNull(),
    /** Parcels with this tag; {@link anyTag} for all. No foreign key: a dispatch does not wait for a tag. */
    tagId: uuid().notNull().default(anyTag),
    /** The counted state; empty for moments. */
    state: text().notNull(),
    /** The carrier of a counted moment; empty before there is one, and for states. */
    carrier: text().notNull().default(""),
    /**
     * The duration, as `bucket` in `owned/parcels.ts`: of the dispatch since the creation, of the delivery since the
     * dispatch.
     */
    bucket: integer().notNull().default(0),
    /**
     * The quarter of an hour in which it happened, since every time zone's days begin with one. Of a folded amount, the
     * start of the tenant's day. Constant for states.
     */
    at: moment(),
    amount: bigint({ mode: "number" }).notNull(),
    folded: boolean().notNull().default(false),
  },
  (table) => [
    ...tenantTable("parcel_tallies", table, table.id),
    index("parcel_tallies_added_idx").on(
      ...[table.tenantId, table.measure, table.tagId, table.at],
      ...[table.state, table.carrier, table.bucket, table.amount],
    ),
    index("parcel_tallies_unfolded_idx").on(table.tenantId).where(sql`not folded`),
  ],
);

/** The steps of parcels, which their timelines show. */
export const parcelSteps = pgTable(
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
        "retried",
        "voided",
      ],
    }).notNull(),
    detail: text(),
    /** The user who acted, or for whom the system did. */
    userId: uuid(),
    /** Whether a job acted. */
    bySystem: boolean().notNull().default(false),
    createdAt: writtenAt(),
  },
  (table) => [
    ...tenantTable("parcel_events", table, table.id),
    within("parcel_events_parcel_fkey", table, table.parcelId, parcels).onDelete("cascade"),
    index("parcel_events_parcel_idx").on(table.tenantId, table.parcelId, table.id),
  ],
);

/**
 * The parcels of a batch, in order, with their outcomes. They are selected once; the application can only update outcomes
 * (`owned/parcels.ts`).
 */
export const parcelBatchEntries = pgTable(
  "parcel_batch_entries",
  {
    tenantId: tenantId(),
    /** The id of the batch's job. */
    jobId: uuid().notNull(),
    /** The position in the batch, from 1. */
    position: integer().notNull(),
    parcelId: uuid().notNull(),
    /** Null if the job did not get to it. */
    outcome: text({ enum: batchOutcomes }),
    /** Why it was refused, for people. */
    reasons: text().array().notNull().default([]),
  },
  (table) => [
    ...tenantTable("parcel_batch_entries", table, table.jobId, table.position),
    unique("parcel_batch_entries_parcel_key").on(table.tenantId, table.parcelId, table.jobId),
    within("parcel_batch_entries_job_fkey", table, table.jobId, jobs).onDelete("cascade"),
    within("parcel_batch_entries_parcel_fkey", table, table.parcelId, parcels).onDelete("cascade"),
    check("parcel_batch_entries_reasons_check", sql`(outcome is not distinct from 'refused') = (reasons <> '{}')`),
  ],
);
