import { type ItemSort, itemSorts } from "@waybill/validators/items";
import { useTranslations } from "next-intl";
import { type Order, OrderSelect } from "@/lists/order-select.tsx";
import type { ItemListState } from "./item-list.ts";

/** The orders of the list, by the keys of their texts. */
const orders = {
  none: "",
  skuDown: "sku down",
  name: "name",
  nameDown: "name down",
  createdDown: "created down",
  created: "created",
} as const satisfies Record<string, Order<ItemSort>>;

const orderNames = Object.keys(orders) as (keyof typeof orders)[];

/** Chooses the order of the list. */
export function ItemOrder({ list, onChange }: { list: ItemListState; onChange: (changes: ItemListState) => void }) {
  const t = useTranslations("items");
  return (
    <OrderSelect
      label={t("list.sortBy")}
      orders={orderNames.map((name) => ({ order: orders[name], text: t(`sorts.${name}`) }))}
      way="down"
      sort={list.sort}
      turned={list.descending}
      onChange={(by, descending) => onChange({ sort: itemSorts.find((known) => known === by), descending })}
    />
  );
}
