import { useEffect } from "react";

/** The maximum of pages that are loaded without a request of the person. */
const maxPages = 20;

/** Loads further pages of a list while it has fewer rows than `enough`, since rows that match its filters can be rare. */
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
  const short = rows < enough && pages.length > 0 && pages.length < maxPages;
  const waits = query.isFetching || query.isPlaceholderData || query.isError;
  const { fetchNextPage } = query;
  useEffect(() => {
    if (short && query.hasNextPage && !waits) fetchNextPage();
  }, [short, query.hasNextPage, waits, fetchNextPage]);
}
