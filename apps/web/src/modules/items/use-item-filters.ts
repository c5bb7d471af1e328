import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ListFilter } from "@/components/list-filter.ts";
import { useTRPC } from "@/trpc/client.tsx";
import type { ItemListState } from "./item-list.ts";

/** The filters of the list of items. */
export function useItemFilters(state: ItemListState, set: (changes: ItemListState) => void): ListFilter[] {
  const t = useTranslations("items.filters");
  const { data: tags } = useQuery(useTRPC().tags.list.queryOptions());
  return [
    {
      name: "tagIds",
      label: t("tags"),
      kind: "choices",
      value: state.tagIds,
      options: tags?.items.map(({ id, name }) => ({ value: id, label: name })) ?? [],
      onChange: (tagIds) => set({ tagIds, ...(tagIds.length < 2 ? { allTags: undefined } : {}) }),
      all: {
        label: t("allTags"),
        value: state.allTags === true,
        onChange: (allTags) => set({ allTags: allTags || undefined }),
      },
    },
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
