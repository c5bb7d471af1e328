import { useLocale } from "next-intl";
import { useCallback } from "react";

/** Sorts items by a text that the page shows, in the alphabetical order of its language. */
export function useSortBy() {
  const locale = useLocale();
  return useCallback(
    <Item>(items: readonly Item[], textOf: (item: Item) => string): Item[] => {
      const { compare } = new Intl.Collator(locale);
      return [...items].sort((one, other) => compare(textOf(one), textOf(other)));
    },
    [locale],
  );
}
