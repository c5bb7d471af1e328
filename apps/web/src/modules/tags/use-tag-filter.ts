import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ListFilter } from "@/lists/list-filter.ts";
import { useTRPC } from "@/trpc/client.tsx";

/** The part of a list's state that filters by tags. */
interface TagState {
  tagIds?: string[] | undefined;
  /** Whether a record must have all of the tags. */
  allTags?: boolean | undefined;
}

/** The filter of a list by tags. */
export function useTagFilter(state: TagState, set: (changes: TagState) => void): ListFilter {
  const t = useTranslations("tags.filter");
  const { data: tags } = useQuery(useTRPC().tags.list.queryOptions());
  return {
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
  };
}
