import { itemExport } from "@waybill/validators/items";
import { defineExport, writtenAmount } from "../../platform/exports/index.ts";
import { ItemService } from "./service.ts";

/** Items as a table: the columns that an import of items reads, so that an export brings no stock of yesterday back. */
export const exportItems = defineExport({
  what: "items",
  permission: "items.read",
  input: itemExport,
  columns: ["sku", "name", "weight_g", "price", "currency"],
  async piece(ctx, filter, after) {
    const { rows, next } = await new ItemService(ctx).piece(filter, after, 1000);
    const table = rows.map(({ sku, name, weight, price, currency }) => ({
      ...{ sku, name, weight_g: weight, price: writtenAmount(price, currency), currency },
    }));
    return { rows: table, next };
  },
});
