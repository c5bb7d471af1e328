import { items } from "@waybill/db/items";
import { importInput } from "@waybill/validators";
import { createItem, itemExport, updateItem } from "@waybill/validators/items";
import { isNotNull } from "drizzle-orm";
import { type ConstraintTable, checked, refers, type Target, unique } from "../../core/index.ts";
import { toUpload } from "../../platform/files/index.ts";
import { toTag } from "../tags/index.ts";
import { countFiles, itemFiles } from "./files.ts";

/** The target of references to items that can be packed. */
export const toItem: Target = {
  entity: "item",
  table: items,
  unavailable: {
    where: isNotNull(items.archivedAt),
    code: "archived",
    message: "This item is archived. Choose another one.",
  },
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

export const exportItemsInput = checked(itemExport, [refers(toTag, "tagIds.*")]);
export const importItemsInput = checked(importInput, [refers(toUpload(itemFiles.upload), "fileId")]);
export const importCountsInput = checked(importInput, [refers(toUpload(countFiles.upload), "fileId")]);

export const itemConstraints: ConstraintTable = {
  items_sku_key: { path: ["sku"], code: "taken", entity: "item", message: "This SKU is already used by another item." },
  items_on_hand_check: {
    path: ["quantity"],
    code: "too_big",
    entity: "item",
    message: "An item can have at most 1,000,000,000 on hand.",
  },
  items_available_check: {
    path: [],
    code: "conflict",
    entity: "item",
    message:
      "Stock of this item was used elsewhere at the same time, and not enough is left. Reload the page and try again.",
  },
  item_tags_tag_fkey: {
    path: ["tagIds"],
    code: "not_found",
    entity: "tag",
    message: "One of these tags no longer exists. Choose others.",
  },
};
