// Limits of lists without schemas, for pages that load no Zod.

/** The maximum count of list rows; more are reported as one more. */
export const maxCounted = 1000;
/** The maximum depth of paging in rows: beyond it, people search or filter. */
export const deepestRow = 10_000;
export const usualPageSize = 25;
/** The last page at the default page size. */
export const deepestPage = deepestRow / usualPageSize;
