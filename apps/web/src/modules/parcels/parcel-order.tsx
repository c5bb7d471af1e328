import { type ParcelSort, parcelSorts } from "@waybill/validators/parcel-kinds";
import { useTranslations } from "next-intl";
import { type Order, OrderSelect } from "@/lists/order-select.tsx";
import type { ParcelListState } from "./parcel-list.ts";

/** The orders of the list, by the keys of their texts. */
const orders = {
  none: "",
  created: "created",
  createdUp: "created up",
  updated: "updated",
  updatedUp: "updated up",
  referenceUp: "reference up",
  reference: "reference",
  dispatched: "dispatched",
  delivered: "delivered",
} as const satisfies Record<string, Order<ParcelSort, "up">>;

const orderNames = Object.keys(orders) as (keyof typeof orders)[];

/** Chooses the order of the list. */
export function ParcelOrder({
  list,
  onChange,
}: {
  list: ParcelListState;
  onChange: (changes: ParcelListState) => void;
}) {
  const t = useTranslations("parcels");
  return (
    <OrderSelect
      label={t("list.sortBy")}
      orders={orderNames.map((name) => ({ order: orders[name], text: t(`sorts.${name}`) }))}
      way="up"
      sort={list.sort}
      turned={list.ascending}
      onChange={(by, ascending) => onChange({ sort: parcelSorts.find((known) => known === by), ascending })}
    />
  );
}
