import type { PageInput } from "@waybill/validators";

/** A list by page. */
export interface Page<T> {
  items: T[];
  /** Counts from 1. */
  page: number;
  pageCount: number;
  total: number;
}

/** A list by cursor: `nextCursor` goes into the next call; null at the end. */
export interface CursorPage<T, Cursor = string> {
  items: T[];
  nextCursor: Cursor | null;
}

/** Which rows a page covers. */
export function pageWindow({ page, pageSize }: PageInput): { limit: number; offset: number } {
  return { limit: pageSize, offset: (page - 1) * pageSize };
}

/** Puts a page together. */
export function pageOf<T>(input: PageInput, items: T[], total: number): Page<T> {
  return { items, page: input.page, pageCount: Math.max(1, Math.ceil(total / input.pageSize)), total };
}

/**
 * Puts a page by cursor together out of up to `limit + 1` rows: the one too many says that there are more.
 *
 * @param cursorOf what the next call continues after: the last row's key.
 */
export function cursorPageOf<T, Cursor>(rows: T[], limit: number, cursorOf: (row: T) => Cursor): CursorPage<T, Cursor> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? cursorOf(last) : null };
}
