import { z } from "zod";
import { byId, id, idList, name, optionalText, search } from "./common.ts";
import { period } from "./dates.ts";
import { entity } from "./entity.ts";
import { exportFormat } from "./exports.ts";
import { keyCursorInput } from "./lists.ts";
import { currency } from "./money.ts";
import { fromText, version, whole } from "./numbers.ts";
import { text } from "./text.ts";

/** The entities of this module. */
export const entities = [entity({ name: "item", plural: "items", present: true })] as const;

/** A stock-keeping unit: the item's code on shelves and in other systems. */
export const sku = text({ max: 40, kind: "code" }).regex(
  /^[A-Za-z0-9][A-Za-z0-9._/-]*$/,
  "Use only letters, digits, and . _ / -",
);

/** The maximum quantity of a movement. */
const maxMoved = 100_000_000;

const itemFields = {
  sku,
  name: name(),
  /** Grams. */
  weight: whole(1, 1_000_000),
  /** In minor units of the currency, such as cents. */
  price: z.number().int("Use no more decimal places than the currency has.").min(0).max(1_000_000_000_000),
  currency,
};

/** The available quantity from which stock is low; null for no warning. */
const lowStockAt = whole(0, maxMoved).nullable();
const tagIds = idList(20);

export const createItem = z.object({
  ...itemFields,
  lowStockAt: lowStockAt.default(5),
  tagIds: tagIds.default([]),
  /** The opening stock: the first count of the item. Later changes are movements. */
  stock: whole(0, maxMoved).default(0),
});
/** Omitted fields stay unchanged. */
export const updateItem = z
  .object({ ...itemFields, lowStockAt, tagIds })
  .partial()
  .extend({ id, version });
export const archiveItem = byId.extend({ archived: z.boolean().default(true) });

/** The filters of the list; an item meets all of them. */
const conditions = {
  search,
  /** With any of these tags. */
  tagIds: tagIds.optional(),
  /** With all of these tags. */
  allTags: z.boolean().optional(),
  /** Archived items instead of active ones. */
  archived: z.boolean().optional(),
  /** Only items with low stock. */
  low: z.boolean().optional(),
};

/** The sort keys of the list: columns with an index. */
export const itemSorts = ["sku", "name", "created"] as const;
export type ItemSort = (typeof itemSorts)[number];

/** A list request, from a URL, a call or a saved view. Without `sort`, by SKU, or by relevance for a search. */
export const itemListing = z.object({
  ...conditions,
  sort: z.enum(itemSorts).optional(),
  descending: z.boolean().optional(),
});
export const itemFilter = keyCursorInput.extend(itemListing.shape);
export const itemExport = z.object({ ...conditions, format: exportFormat });
export type ItemExport = z.output<typeof itemExport>;
export type ItemFilter = z.output<typeof itemFilter>;

/** A row of an item CSV, with column names in the header. Stock is imported by a separate file. */
export const itemRow = z.object({
  ...itemFields,
  weight: fromText(itemFields.weight),
  price: fromText(itemFields.price),
});
export type ItemRow = z.output<typeof itemRow>;

/** The period that defines the pace of consumption. */
export const runningOutInput = period;
export type RunningOutInput = z.output<typeof runningOutInput>;

/** The kinds of stock movements. */
export const movementKinds = ["receive", "count", "correct", "reserve", "release", "dispatch", "return"] as const;
export type MovementKind = (typeof movementKinds)[number];

const counted = whole(0, maxMoved);

export const receiveStock = z.object({ id, quantity: whole(1, maxMoved), reason: optionalText(200) });
/** `seen` is the quantity on hand when the count began: the difference is recorded, whatever moved since. */
export const countStock = z.object({ id, seen: whole(0), counted, reason: optionalText(200) });
export const correctStock = z.object({
  id,
  /** The difference; negative for less. */
  quantity: whole(-maxMoved, maxMoved).refine((quantity) => quantity !== 0, "Enter the difference, such as 5 or -5."),
  reason: text({ max: 200 }),
});

/** The movements of an item, newest first. `cursor` is the position of the last known one. */
export const movementFilter = z.object({
  id,
  cursor: whole(1).nullish(),
  limit: whole(1, 100).default(50),
});
export type MovementFilter = z.output<typeof movementFilter>;

/** A row of a CSV of counts. Without `seen`, the count is compared with the quantity on hand when the row is read. */
export const countRow = z.object({
  sku,
  counted: fromText(counted),
  seen: fromText(whole(0).nullable()),
});
export type CountRow = z.output<typeof countRow>;
