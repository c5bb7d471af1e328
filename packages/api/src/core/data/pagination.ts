import { maxCounted, maxListedRow, type PageInput } from "@waybill/validators";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { TenantContext } from "../context.ts";
import { refuse } from "../errors.ts";

// The cost of a page does not grow with the list: rows are counted up to a limit, and pages end there.

/** A page by number. */
export interface Page<T> {
  items: T[];
  /** Counts from 1. */
  page: number;
  pageCount: number;
  /** The number of rows, up to {@link maxCounted}. */
  total: number;
  /** Whether there are more rows than `total`. */
  more: boolean;
}

/** A page by cursor. `nextCursor` is the next call's cursor; null at the end. */
export interface CursorPage<T, Cursor = string> {
  items: T[];
  nextCursor: Cursor | null;
}

/**
 * The rows of a page, plus one that shows whether there is a next page.
 *
 * @throws too_big at `page` beyond the last page
 */
export function pageWindow({ page, pageSize }: PageInput): { limit: number; offset: number } {
  if (page * pageSize > maxListedRow) {
    const message = `Only the first ${maxListedRow.toLocaleString("en")} can be paged through. Search, or filter the list.`;
    refuse({ path: ["page"], code: "too_big", message, params: { maximum: Math.floor(maxListedRow / pageSize) } });
  }
  return { limit: pageSize + 1, offset: (page - 1) * pageSize };
}

/** Counts the rows of a query up to {@link maxCounted} + 1. @param rows SQL that finds them one by one, without a sort */
export async function countUpTo({ db }: Pick<TenantContext, "db">, rows: SQL): Promise<number> {
  const found = await db.execute(sql`
    select count(*)::int as counted from (select from (${rows}) as row limit ${maxCounted + 1}::int) as found`);
  return countedRow.parse([...found])[0].counted;
}

const countedRow = z.tuple([z.object({ counted: z.number() })]);

/**
 * Builds a page.
 *
 * @param rows of the page's window.
 * @param counted by {@link countUpTo}.
 */
export function pageOf<T>(input: PageInput, rows: T[], counted: number): Page<T> {
  const { page, pageSize } = input;
  const more = counted > maxCounted;
  const total = Math.min(counted, maxCounted);
  const known = Math.max(1, Math.ceil(total / pageSize));
  const last = Math.floor(maxListedRow / pageSize);
  const pageCount = more ? Math.min(last, Math.max(known, rows.length > pageSize ? page + 1 : page)) : known;
  return { items: rows.slice(0, pageSize), page, pageCount, total, more };
}

/**
 * Builds a page by cursor from up to `limit + 1` rows.
 *
 * @param cursorOf the cursor after a row.
 */
export function cursorPageOf<T, Cursor>(rows: T[], limit: number, cursorOf: (row: T) => Cursor): CursorPage<T, Cursor> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? cursorOf(last) : null };
}
