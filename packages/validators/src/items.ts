import { z } from "zod";
import { byId, id, idList, name, optionalText, pageInput, search } from "./common.ts";
import { period } from "./dates.ts";
import { entity } from "./entity.ts";
import { exportFormat } from "./exports.ts";
import { currency } from "./money.ts";
import { fromText, version, whole } from "./numbers.ts";
import { text } from "./text.ts";

/** What this module keeps. */
export const entities = [entity({ name: "item", plural: "items", present: true })] as const;

/** A stock-keeping unit: the item's code on shelves and in other systems. */
export const sku = text({ max: 40, kind: "code" }).regex(
  /^[A-Za-z0-9][A-Za-z0-9._/-]*$/,
  "Use only letters, digits, and . _ / -",
);

/** The most that one movement of stock moves. */
const mostMoved = 100_000_000;

const itemFields = {
  sku,
  name: name(),
  /** Grams. */
  weight: whole(1, 1_000_000),
  /** In the currency's minor unit, cents for EUR. */
  price: z.number().int("Use no more decimal places than the currency has.").min(0).max(1_000_000_000_000),
  currency,
};

/** Low stock is when no more than this is available; null where nobody wants to be told. */
const lowStockAt = whole(0, mostMoved).nullable();
const tagIds = idList(20);

export const createItem = z.object({
  ...itemFields,
  lowStockAt: lowStockAt.default(5),
  tagIds: tagIds.default([]),
  /** How many there are when the item is entered: its first count. Stock changes by movements from then on. */
  stock: whole(0, mostMoved).default(0),
});
/** A change of some fields: what is left out stays as it is. */
export const updateItem = z
  .object({ ...itemFields, lowStockAt, tagIds })
  .partial()
  .extend({ id, version });
export const archiveItem = byId.extend({ archived: z.boolean().default(true) });

export const itemSorts = ["sku", "name", "available", "createdAt"] as const;
export const itemFilter = pageInput.extend({
  search,
  tagId: id.optional(),
  archived: z.boolean().default(false),
  /** Only those with low stock. */
  low: z.boolean().default(false),
  sort: z.enum(itemSorts).default("sku"),
  descending: z.boolean().default(false),
});
export const itemExport = itemFilter.omit({ page: true, pageSize: true, sort: true, descending: true }).extend({
  format: exportFormat,
});
export type ItemExport = z.output<typeof itemExport>;
export type ItemFilter = z.output<typeof itemFilter>;

/** One row of an items CSV: the header names the columns. Stock is counted by a file of its own. */
export const itemRow = z.object({
  ...itemFields,
  weight: fromText(itemFields.weight),
  price: fromText(itemFields.price),
});
export type ItemRow = z.output<typeof itemRow>;

/** The period whose pace says when an item runs out. */
export const runningOutInput = period;
export type RunningOutInput = z.output<typeof runningOutInput>;

/** What moves stock: what comes in and goes out, and what packed parcels hold. */
export const movementKinds = ["receive", "count", "correct", "reserve", "release", "dispatch", "return"] as const;
export type MovementKind = (typeof movementKinds)[number];

const counted = whole(0, mostMoved);

export const receiveStock = z.object({ id, quantity: whole(1, mostMoved), reason: optionalText(200) });
/** `seen` is what was on hand by the ledger when the count began: the difference is recorded, whatever moved meanwhile. */
export const countStock = z.object({ id, seen: whole(0), counted, reason: optionalText(200) });
export const correctStock = z.object({
  id,
  /** More, or with a minus fewer. */
  quantity: whole(-mostMoved, mostMoved).refine((quantity) => quantity !== 0, "Enter the difference, such as 5 or -5."),
  reason: text({ max: 200 }),
});

/** An item's movements, the newest first. `cursor` is the position of the last one that is known. */
export const movementFilter = z.object({
  id,
  cursor: whole(1).nullish(),
  limit: whole(1, 100).default(50),
});
export type MovementFilter = z.output<typeof movementFilter>;

/** One row of a CSV of counts. Without `seen`, the count is compared with what is on hand when the row is read. */
export const countRow = z.object({
  sku,
  counted: fromText(counted),
  seen: fromText(whole(0).nullable()),
});
export type CountRow = z.output<typeof countRow>;
