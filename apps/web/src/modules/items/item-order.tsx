import { type ItemSort, itemSorts } from "@waybill/validators/items";
import { useTranslations } from "next-intl";
import { Select } from "@/components/ui/input.tsx";
import type { ItemListState } from "./item-list.ts";

/** The orders of the list: the key of the text, and the field with its direction. */
const orders = [
  ["none", ""],
  ["skuDown", "sku down"],
  ["name", "name"],
  ["nameDown", "name down"],
  ["createdDown", "created down"],
  ["created", "created"],
] as const satisfies readonly (readonly [key: string, order: "" | `${ItemSort}${"" | " down"}`])[];

/** Chooses the order of the list. */
export function ItemOrder({ list, onChange }: { list: ItemListState; onChange: (changes: ItemListState) => void }) {
  const t = useTranslations("items");
  return (
    <Select
      aria-label={t("list.sortBy")}
      value={`${list.sort ?? ""}${list.descending ? " down" : ""}`}
      onChange={({ target }) => {
        const [by, way] = target.value.split(" ");
        onChange({ sort: itemSorts.find((known) => known === by), descending: way === "down" ? true : undefined });
      }}
      className="w-auto max-sm:w-0 max-sm:min-w-36 max-sm:flex-1"
    >
      {orders.map(([key, order]) => (
        <option key={key} value={order}>
          {t(`sorts.${key}`)}
        </option>
      ))}
    </Select>
  );
}
