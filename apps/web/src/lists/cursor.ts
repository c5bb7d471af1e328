/** The options of a list by cursor, for `infiniteQueryOptions`. */
export const byCursor = {
  getNextPageParam: <Cursor extends string | number>(page: { nextCursor: Cursor | null }) => page.nextCursor,
};
