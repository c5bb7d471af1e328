/** How a list by cursor goes on: for `infiniteQueryOptions`. */
export const byCursor = { getNextPageParam: (page: { nextCursor: string | null }) => page.nextCursor };
