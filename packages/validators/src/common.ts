import { z } from "zod";
import { whole } from "./numbers.ts";
import { isVisible, type TextKind, text } from "./text.ts";

/** An id made by the application: a UUID (version 7 where Waybill made it). In any letter case it is the same id. */
export const id = z.uuid().toLowerCase();

/** The id of a session: random, and so no UUID of any version. */
export const sessionId = z.guid().toLowerCase();

/** The input of every `byId`. */
export const byId = z.object({ id });

/** A name that people read: 1 to `max` characters. */
export const name = (max = 120) => text({ max });

/** A name out of the program: of an event, a handler, a job. */
export const programName = text({ max: 100, kind: "code" });

/** Free text that may be left out; an empty one counts as left out. */
export const optionalText = (max: number, kind: TextKind = "line") =>
  text({ min: 0, max, kind })
    .transform((value) => (isVisible(value) ? value : null))
    .nullish()
    .transform((value) => value ?? null);

/** As Zod's own, which does not know the ends that domains of other scripts have. In lower case. */
const emailFormat =
  /^[a-z0-9_'+-]+(?:\.[a-z0-9_'+-]+)*@[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9][a-z0-9-]{0,62})*\.(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/** What a domain of any script is written with; anything else would be read as another part of a URL. */
const domainLetters = /^[\p{L}\p{M}\p{N}.\u3002\uff0e\uff61\u30fb\u00b7-]+$/u;

/**
 * An address with its domain as mail servers and the DNS know it: `ada@müller.example` is
 * `ada@xn--mller-kva.example` (UTS 46). So that one address has one form, whichever of them was typed.
 */
function withAsciiDomain(address: string): string {
  const at = address.lastIndexOf("@");
  const domain = address.slice(at + 1);
  if (at < 0 || /^[\0-\x7f]*$/.test(domain) || !domainLetters.test(domain)) return address;
  const url = `http://${domain}`;
  return URL.canParse(url) ? address.slice(0, at + 1) + new URL(url).hostname : address;
}

/** An email address: trimmed, in lower case, its domain in ASCII. Stored and compared in this form. */
export const email = text({ max: 254, kind: "code" })
  .toLowerCase()
  .overwrite(withAsciiDomain)
  .pipe(z.email({ pattern: emailFormat }).max(254));

/** What a person searches for; matched against names and codes. */
export const search = text({ min: 0, max: 120 }).optional();
/** What a person searches for among everything. */
export const everySearch = z.object({ search: text({ max: 120 }) });

/** What somebody scanned: the code of a thing, as it is. */
export const scanned = z.object({ code: text({ max: 120, kind: "code" }) });

/** A secret that a mail or an address carries: letters, digits and the signs that need no escape. */
export const token = (min: number) =>
  text({ min, max: 200, kind: "code" }).regex(
    /^[\w.-]+$/,
    "This link is incomplete. Copy the whole link, or request a new one.",
  );

/** A code of digits, as it is read from a screen or a mail: blanks between them do not count. @param words of any other */
export const digits = (count: number, words: string) =>
  text({ min: 0, max: 40, kind: "code" })
    .transform((value) => value.replace(/\s/g, ""))
    .pipe(z.string().regex(new RegExp(`^\\d{${count}}$`), words));

/** Rows of a list are counted up to this number; whatever is above it is told as one more. */
export const mostCounted = 1000;
/** How deep one can go into a list by its pages, in rows: whoever looks for more searches, or filters. */
export const deepestRow = 10_000;
const usualPageSize = 25;
/** The last page of a list, with as many rows a page as is usual. */
export const deepestPage = deepestRow / usualPageSize;

/** Lists by page: `page` counts from 1. Up to 100 rows a page. */
export const pageInput = z.object({
  page: whole(1, deepestRow).default(1),
  pageSize: whole(1, 100).default(usualPageSize),
});
export type PageInput = z.output<typeof pageInput>;

/** Lists by cursor: `cursor` is what the page before gave as `nextCursor`. Up to 100 rows at a time. */
export const cursorInput = z.object({
  cursor: id.nullish(),
  limit: whole(1, 100).default(50),
});
export type CursorInput = z.output<typeof cursorInput>;

/** A list of ids without doubles. */
export const idList = (max: number) =>
  z
    .array(id)
    .max(max)
    .transform((ids) => [...new Set(ids)]);
