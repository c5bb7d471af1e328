// Limits of lists without schemas, for pages that load no Zod.

/** The maximum count of list rows; more are reported as one more. */
export const maxCounted = 1000;
/** The maximum depth of paging in rows: beyond it, people search or filter. */
export const maxListedRow = 10_000;
export const defaultPageSize = 25;
/** The last page at the default page size. */
export const maxPage = maxListedRow / defaultPageSize;
