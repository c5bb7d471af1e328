import { z } from "zod";
import { byId, id, idList, name, pageInput, search } from "./common.ts";
import { exportFormat } from "./exports.ts";
import { fromText, version, whole } from "./numbers.ts";
import { text } from "./text.ts";

/** An ISO 4217 code. */
export const currency = text({ max: 10, kind: "code" })
  .toUpperCase()
  .pipe(z.enum(Intl.supportedValuesOf("currency"), "Use a currency code, like EUR."));

/** A stock-keeping unit: the item's code on shelves and in other systems. */
export const sku = text({ max: 40, kind: "code" }).regex(
  /^[A-Za-z0-9][A-Za-z0-9._/-]*$/,
  "Use letters, digits and . _ / - only.",
);

const itemFields = {
  sku,
  name: name(),
  /** Grams. */
  weight: whole(1, 1_000_000),
  stock: whole(0, 100_000_000),
  /** In the currency's minor unit, cents for EUR. */
  price: whole(0, 1_000_000_000_000),
  currency,
};

export const createItem = z.object({ ...itemFields, tagIds: idList(20).default([]) });
export const updateItem = createItem.extend({ id, version });
export const archiveItem = byId.extend({ archived: z.boolean().default(true) });

export const itemSorts = ["sku", "name", "stock", "createdAt"] as const;
export const itemFilter = pageInput.extend({
  search,
  tagId: id.optional(),
  archived: z.boolean().default(false),
  sort: z.enum(itemSorts).default("sku"),
  descending: z.boolean().default(false),
});
export const itemExport = itemFilter.omit({ page: true, pageSize: true, sort: true, descending: true }).extend({
  format: exportFormat,
});
export type ItemExport = z.output<typeof itemExport>;
export type ItemFilter = z.output<typeof itemFilter>;

/** One row of an items CSV: the header names the columns. */
export const itemRow = z.object({
  ...itemFields,
  weight: fromText(itemFields.weight),
  stock: fromText(itemFields.stock),
  price: fromText(itemFields.price),
});
export type ItemRow = z.output<typeof itemRow>;
