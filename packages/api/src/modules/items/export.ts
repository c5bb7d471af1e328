import { minorDigits } from "@waybill/validators";
import { itemExport } from "@waybill/validators/items";
import { defineExport } from "../../platform/exports/index.ts";
import { ItemService } from "./service.ts";

/** A price in the currency itself, with all its digits: that of an import is read without a question. */
function written(price: number, currency: string): string {
  const digits = minorDigits(currency);
  const text = String(price).padStart(digits + 1, "0");
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Items as a table: the columns that an import of items reads, so that an export brings no stock of yesterday back. */
export const exportItems = defineExport({
  what: "items",
  permission: "items.read",
  input: itemExport,
  columns: ["sku", "name", "weight_g", "price", "currency"],
  async piece(ctx, filter, after) {
    const { rows, next } = await new ItemService(ctx).piece(filter, after, 1000);
    const table = rows.map(({ sku, name, weight, price, currency }) => ({
      ...{ sku, name, weight_g: weight, price: written(price, currency), currency },
    }));
    return { rows: table, next };
  },
});
