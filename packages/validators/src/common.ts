import { z } from "zod";

/** An id made by the application: a UUID (version 7 where Waybill made it). */
export const id = z.uuid();

/** The input of every `byId`. */
export const byId = z.object({ id });

/** A name that people read: 1 to `max` characters, trimmed. */
export const name = (max = 120) => z.string().trim().min(1).max(max);

/** Free text that may be left out; an empty one counts as left out. */
export const optionalText = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .transform((value) => value || null)
    .nullish()
    .transform((value) => value ?? null);

/** An email address, trimmed and in lower case. */
export const email = z.string().trim().toLowerCase().max(254).pipe(z.email());

/** What a person searches for; matched against names and codes. */
export const search = z.string().trim().max(120).optional();

/** Lists by page: `page` counts from 1. Up to 100 rows a page. */
export const pageInput = z.object({
  page: z.number().int().min(1).max(1_000_000).default(1),
  pageSize: z.number().int().min(1).max(100).default(25),
});
export type PageInput = z.output<typeof pageInput>;

/** Lists by cursor: `cursor` is what the page before gave as `nextCursor`. Up to 100 rows at a time. */
export const cursorInput = z.object({
  cursor: id.nullish(),
  limit: z.number().int().min(1).max(100).default(50),
});
export type CursorInput = z.output<typeof cursorInput>;

/** What an import reads: a file uploaded before. */
export const importInput = z.object({ fileId: id });

/** A list of ids without doubles. */
export const idList = (max: number) =>
  z
    .array(id)
    .max(max)
    .transform((ids) => [...new Set(ids)]);
