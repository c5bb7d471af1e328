import { useLocale } from "next-intl";
import { useMemo } from "react";

/** Sorts items by a text, in the alphabetical order of a language. */
export function sorterOf(locale: string) {
  const { compare } = new Intl.Collator(locale);
  return <Item>(items: readonly Item[], textOf: (item: Item) => string): Item[] =>
    [...items].sort((one, other) => compare(textOf(one), textOf(other)));
}

/** Sorts items by a text that the page shows, in its language. */
export function useSortBy() {
  const locale = useLocale();
  return useMemo(() => sorterOf(locale), [locale]);
}
