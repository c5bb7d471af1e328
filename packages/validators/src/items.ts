import { z } from "zod";
import { byId, id, idList, name, pageInput, search } from "./common.ts";

const currencies = new Set(Intl.supportedValuesOf("currency"));

/** An ISO 4217 code. */
export const currency = z
  .string()
  .trim()
  .toUpperCase()
  .refine((code) => currencies.has(code), "Use a currency code, like EUR.");

/** A stock-keeping unit: the item's code on shelves and in other systems. */
export const sku = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/, "Use letters, digits and . _ / - only.");

const itemFields = {
  sku,
  name: name(),
  /** Grams. */
  weight: z.number().int().min(1).max(1_000_000),
  stock: z.number().int().min(0).max(100_000_000),
  /** In the currency's minor unit, cents for EUR. */
  price: z.number().int().min(0).max(1_000_000_000_000),
  currency,
};

export const createItem = z.object({ ...itemFields, tagIds: idList(20).default([]) });
export const updateItem = createItem.extend({ id, version: z.number().int() });
export const archiveItem = byId.extend({ archived: z.boolean().default(true) });

export const itemSorts = ["sku", "name", "stock", "createdAt"] as const;
export const itemFilter = pageInput.extend({
  search,
  tagId: id.optional(),
  archived: z.boolean().default(false),
  sort: z.enum(itemSorts).default("sku"),
  descending: z.boolean().default(false),
});
export type ItemFilter = z.output<typeof itemFilter>;

/** One row of an items CSV: the header names the columns. */
export const itemRow = z.object({
  ...itemFields,
  weight: z.coerce.number().pipe(itemFields.weight),
  stock: z.coerce.number().pipe(itemFields.stock),
  price: z.coerce.number().pipe(itemFields.price),
});
export type ItemRow = z.output<typeof itemRow>;
