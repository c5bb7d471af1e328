import { type PlaceSort, placeSorts } from "@waybill/validators/places";
import { useTranslations } from "next-intl";
import { type Order, OrderSelect } from "@/lists/order-select.tsx";
import type { PlaceListState } from "./place-list.ts";

/** The orders of the list, by the keys of their texts. */
const orders = {
  none: "",
  nameDown: "name down",
  code: "code",
  codeDown: "code down",
  country: "country",
  createdDown: "created down",
  created: "created",
} as const satisfies Record<string, Order<PlaceSort>>;

const orderNames = Object.keys(orders) as (keyof typeof orders)[];

/** Chooses the order of the list. */
export function PlaceOrder({ list, onChange }: { list: PlaceListState; onChange: (changes: PlaceListState) => void }) {
  const t = useTranslations("places");
  return (
    <OrderSelect
      label={t("list.sortBy")}
      orders={orderNames.map((name) => ({ order: orders[name], text: t(`sorts.${name}`) }))}
      way="down"
      sort={list.sort}
      turned={list.descending}
      onChange={(by, descending) => onChange({ sort: placeSorts.find((known) => known === by), descending })}
    />
  );
}
