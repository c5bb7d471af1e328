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

/** The number in a reference that is one of ours, of as many digits as the database reckons with; null in any other. */
export const numberOf = (reference: PgColumn) =>
  sql`(case when ${reference} ~ '^WB-[0-9]{1,18}$' then substr(${reference}, 4)::bigint end)`;

/**
 * When a parcel that has left last moved. No `coalesce`: Postgres does not hold it for leakproof, and under row-level
 * security no index is asked with it.
 */
export const movedAt = (handedOverAt: PgColumn, dispatchedAt: PgColumn) =>
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
    /** The carrier's number for the shipment. */
    trackingNumber: text(),
    /** Why the carrier did not take it, or why it failed. */
    failure: text(),
    /** The shipment that it left with, the latest one. */
    shipmentId: uuid(),
    handedOverAt: moment(),
    dispatchedAt: moment(),
    deliveredAt: moment(),
    version: integer().notNull().default(1),
    createdBy: uuid(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  // The type is said because parcels and shipments refer to each other.
  (table): PgTableExtraConfigValue[] => [
    ...tenantTable("parcels", table, table.id),
    // A cancelled parcel gives its reference back.
    uniqueIndex("parcels_reference_key").on(table.tenantId, table.reference).where(sql`state <> 'cancelled'`),
    within("parcels_recipient_fkey", table, table.recipientId, places),
    within("parcels_label_fkey", table, table.labelFileId, files),
    within("parcels_shipment_fkey", table, table.shipmentId, shipments),
    index("parcels_state_idx").on(table.tenantId, table.state, table.id),
    index("parcels_carrier_idx").on(table.tenantId, table.carrier, table.id).where(sql`carrier is not null`),
    // What the list is sorted by.
    index("parcels_created_idx").on(table.tenantId, table.createdAt, table.id),
    index("parcels_updated_idx").on(table.tenantId, table.updatedAt, table.id),
    index("parcels_dispatched_idx")
      .on(table.tenantId, table.dispatchedAt, table.id)
      .where(sql`dispatched_at is not null`),
    index("parcels_delivered_idx").on(table.tenantId, table.deliveredAt, table.id).where(sql`delivered_at is not null`),
    index("parcels_of_recipient_idx").on(table.tenantId, table.recipientId, table.id),
    // What needs attention: see `attention.ts` of the module.
    index("parcels_packed_idx").on(table.tenantId, table.recipientId, table.id).where(sql`state = 'packed'`),
    index("parcels_refused_idx")
      .on(table.tenantId, table.state, movedAt(table.handedOverAt, table.dispatchedAt))
      .where(sql`failure is not null`),
    index("parcels_cancelled_idx").on(table.tenantId, table.reference).where(sql`state = 'cancelled'`),
    // The highest number of ours stands first.
    index("parcels_number_idx").on(table.tenantId, sql`${numberOf(table.reference)} desc nulls last`),
  ],
);

/** An address, as a shipment keeps it. */
export interface FrozenAddress {
  name: string;
  line1: string | null;
  line2: string | null;
  postcode: string | null;
  city: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
}

/** A line of a shipment: the item as it was. */
export interface FrozenLine {
  itemId: string;
  sku: string;
  name: string;
  /** Grams, of one. */
  weight: number;
  /** Of one, in the currency's minor unit. */
  price: number;
  /** ISO 4217. */
  currency: string;
  quantity: number;
}

/**
 * Parcels as they left. What was true at the dispatch is written once; the application has no right to change it, only
 * the columns that say what the carrier did with it (`migrate.ts`).
 */
export const shipments = pgTable(
  "shipments",
  {
    tenantId: tenantId(),
    id: ownId(),
    parcelId: uuid().notNull(),
    /** Counts the attempts to send the parcel, from 1. */
    number: integer().notNull(),
    reference: text().notNull(),
    recipient: jsonb().$type<FrozenAddress>().notNull(),
    sender: jsonb().$type<{ name: string }>().notNull(),
    lines: jsonb().$type<FrozenLine[]>().notNull(),
    /** Grams. */
    weight: bigint({ mode: "number" }).notNull(),
    /** Who was asked to carry it; null where that was not noted, before there were shipments. */
    carrier: text(),
    createdAt: createdAt(),
    /** The carrier's number. */
    trackingNumber: text(),
    handedOverAt: moment(),
    /** Since when the carrier does nothing more with it: it was voided there, or the carrier gave it up. */
    closedAt: moment(),
  },
  (table): PgTableExtraConfigValue[] => [
    ...tenantTable("shipments", table, table.id),
    unique("shipments_number_key").on(table.tenantId, table.parcelId, table.number),
    within("shipments_parcel_fkey", table, table.parcelId, parcels).onDelete("cascade"),
    // What is scanned is found at once.
    index("shipments_tracking_idx").on(table.tenantId, table.trackingNumber).where(sql`tracking_number is not null`),
  ],
);

/**
 * What parcels are found by, besides the words of their place and their items. What left with other words than those
 * have today is found by their words of then.
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
    /** The place of the line in the parcel, from 0. */
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

/** What parcels are counted by. */
export const tallyMeasures = ["state", "dispatched", "delivered", "failed"] as const;

/** Stands for all parcels, where others are those with a tag. */
export const anyTag = "00000000-0000-0000-0000-000000000000";

/**
 * How many parcels there are of what kind, as amounts to be added up: a trigger adds some with each change of parcels
 * (`owned/parcels.ts`), so that no two changes wait for each other, and now and then they are folded into one for each kind
 * and day. Each parcel is counted once for all and once for each of its tags. The application cannot write them.
 */
export const parcelTallies = pgTable(
  "parcel_tallies",
  {
    tenantId: tenantId(),
    id: ownId(),
    /** `failed` counts those that are failed now, at their dispatch. */
    measure: text({ enum: tallyMeasures }).notNull(),
    /** Those with this tag; {@link anyTag} for all. No foreign key: a dispatch waits for no tag. */
    tagId: uuid().notNull().default(anyTag),
    /** The state that is counted; empty where moments are. */
    state: text().notNull(),
    /** Of a moment that is counted: whose parcels they are; empty where nobody was asked yet, and where states are counted. */
    carrier: text().notNull().default(""),
    /** How long it took: `bucket` in `owned/parcels.ts`; for those dispatched since their creation, for those delivered since then. */
    bucket: integer().notNull().default(0),
    /**
     * The quarter of an hour in which it happened: every time zone's days begin with one. Of a folded amount, the beginning of
     * the tenant's day. Where states are counted, always the same.
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
        "retried",
        "voided",
      ],
    }).notNull(),
    detail: text(),
    /** Whose deed it was, or for whom the system did it. */
    userId: uuid(),
    /** Whether the system did it, by a job. */
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
 * The parcels that a job works through, in order, with what became of each. They are chosen once; the application has no
 * right to change which they are, only to note an outcome (`migrate.ts`).
 */
export const parcelBatchEntries = pgTable(
  "parcel_batch_entries",
  {
    tenantId: tenantId(),
    /** The batch has its job's id. */
    jobId: uuid().notNull(),
    /** The place in the batch, from 1. */
    position: integer().notNull(),
    parcelId: uuid().notNull(),
    /** Null where the job did not get to it. */
    outcome: text({ enum: batchOutcomes }),
    /** Why it was refused, in words. */
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
