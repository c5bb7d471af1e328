import { deepestRow, mostCounted, type PageInput } from "@waybill/validators";
import { type SQL, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { z } from "zod";
import type { TenantContext } from "./context.ts";
import { refuse } from "./errors.ts";

// What a page costs does not grow with the list: rows are counted up to a number, and nobody pages through all of them.

/** A list by page. */
export interface Page<T> {
  items: T[];
  /** Counts from 1. */
  page: number;
  pageCount: number;
  /** How many rows there are, up to {@link mostCounted}. */
  total: number;
  /** Whether there are more than `total`; `pageCount` is then the pages that are known of. */
  more: boolean;
}

/** A list by cursor: `nextCursor` goes into the next call; null at the end. */
export interface CursorPage<T, Cursor = string> {
  items: T[];
  nextCursor: Cursor | null;
}

/**
 * Which rows a page covers, and one more, which says that there is a next page.
 *
 * @throws too_big at `page` where it lies deeper than anybody can go
 */
export function pageWindow({ page, pageSize }: PageInput): { limit: number; offset: number } {
  if (page * pageSize > deepestRow) {
    const message = `Only the first ${deepestRow.toLocaleString("en")} can be paged through. Search, or filter the list.`;
    refuse({ path: ["page"], code: "too_big", message, params: { maximum: Math.floor(deepestRow / pageSize) } });
  }
  return { limit: pageSize + 1, offset: (page - 1) * pageSize };
}

/** Counts the rows of a table that meet a condition, up to one more than {@link mostCounted}. */
export async function countUpTo({ db }: Pick<TenantContext, "db">, table: PgTable, where: SQL): Promise<number> {
  const rows = await db.execute(sql`
    select count(*)::int as counted from (select from ${table} where ${where} limit ${mostCounted + 1}) as found`);
  return countedRow.parse([...rows])[0].counted;
}

const countedRow = z.tuple([z.object({ counted: z.number() })]);

/**
 * Puts a page together.
 *
 * @param rows of the page's window.
 * @param counted by {@link countUpTo}.
 */
export function pageOf<T>(input: PageInput, rows: T[], counted: number): Page<T> {
  const { page, pageSize } = input;
  const more = counted > mostCounted;
  const total = Math.min(counted, mostCounted);
  const known = Math.max(1, Math.ceil(total / pageSize));
  const last = Math.floor(deepestRow / pageSize);
  const pageCount = more ? Math.min(last, Math.max(known, rows.length > pageSize ? page + 1 : page)) : known;
  return { items: rows.slice(0, pageSize), page, pageCount, total, more };
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
