import { itemExport } from "@waybill/validators/items";
import { defineExport, writtenAmount } from "../../platform/exports/index.ts";
import { ItemService } from "./service.ts";

/**
 * Items as a table with the columns of the item import. Without stock, so that an old export cannot restore old stock.
 */
export const exportItems = defineExport({
  what: "items",
  permission: "items.read",
  input: itemExport,
  columns: ["sku", "name", "weight_g", "price", "currency"],
  async rowsAfter(ctx, filter, after) {
    const { rows, next } = await new ItemService(ctx).exportBatch(filter, after, 1000);
    const table = rows.map(({ sku, name, weight, price, currency }) => ({
      ...{ sku, name, weight_g: weight, price: writtenAmount(price, currency), currency },
    }));
    return { rows: table, next };
  },
});
