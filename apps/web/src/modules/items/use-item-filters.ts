import { useTranslations } from "next-intl";
import type { ListFilter } from "@/lists/list-filter.ts";
import { useTagFilter } from "@/modules/tags/parts.ts";
import type { ItemListState } from "./item-list.ts";

/** The filters of the list of items. */
export function useItemFilters(state: ItemListState, set: (changes: ItemListState) => void): ListFilter[] {
  const t = useTranslations("items.filters");
  const tagFilter = useTagFilter(state, set);
  return [
    tagFilter,
    {
      name: "low",
      label: t("stock"),
      kind: "one",
      value: state.low ? "low" : undefined,
      options: [{ value: "low", label: t("low") }],
      onChange: (value) => set({ low: value ? true : undefined }),
    },
    {
      name: "archived",
      label: t("state"),
      kind: "one",
      none: t("active"),
      value: state.archived ? "archived" : undefined,
      options: [{ value: "archived", label: t("archived") }],
      onChange: (value) => set({ archived: value ? true : undefined }),
    },
  ];
}
