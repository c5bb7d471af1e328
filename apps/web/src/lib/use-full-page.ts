import { useEffect } from "react";

/** So many pages are read one after the other without anybody asking. */
const mostPages = 20;

/** Reads on in a list whose pages came short, since rows that meet its filters are rare: until there are enough to look at. */
export function useFullPage(
  query: {
    data: { pages: readonly { items: readonly unknown[] }[] } | undefined;
    hasNextPage: boolean;
    isFetching: boolean;
    isPlaceholderData: boolean;
    isError: boolean;
    fetchNextPage: () => unknown;
  },
  enough: number,
): void {
  const pages = query.data?.pages ?? [];
  const rows = pages.reduce((sum, { items }) => sum + items.length, 0);
  const short = rows < enough && pages.length > 0 && pages.length < mostPages;
  const waits = query.isFetching || query.isPlaceholderData || query.isError;
  const { fetchNextPage } = query;
  useEffect(() => {
    if (short && query.hasNextPage && !waits) fetchNextPage();
  }, [short, query.hasNextPage, waits, fetchNextPage]);
}
