import { files, items } from "@waybill/db";
import { createItem, importInput, updateItem } from "@waybill/validators";
import { isNotNull } from "drizzle-orm";
import { type ConstraintTable, checked, refers, type Target, unique } from "../../core/index.ts";
import { toTag } from "../tags/index.ts";

/** What a value refers to that names an item which may be packed. */
export const toItem: Target = {
  entity: "item",
  table: items,
  stale: isNotNull(items.archivedAt),
  staleMessage: "This item was archived. Choose another one.",
};

const skuTaken = {
  entity: "item",
  message: (sku: string) => `The SKU ${sku} is already used by another item.`,
} as const;

export const createItemInput = checked(createItem, [unique(items.sku, "sku", skuTaken), refers(toTag, "tagIds.*")]);

export const updateItemInput = checked(updateItem, [
  unique(items.sku, "sku", { ...skuTaken, except: "id" }),
  refers(toTag, "tagIds.*"),
]);

export const importItemsInput = checked(importInput, [refers({ entity: "file", table: files }, "fileId")]);

export const itemConstraints: ConstraintTable = {
  items_sku_key: { path: ["sku"], code: "taken", entity: "item", message: "This SKU is already used by another item." },
  item_tags_tag_fkey: {
    path: ["tagIds"],
    code: "not_found",
    entity: "tag",
    message: "One of these tags was just deleted.",
  },
};
