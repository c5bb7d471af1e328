/** How a list by cursor goes on: for `infiniteQueryOptions`. */
export const byCursor = {
  getNextPageParam: <Cursor extends string | number>(page: { nextCursor: Cursor | null }) => page.nextCursor,
};
