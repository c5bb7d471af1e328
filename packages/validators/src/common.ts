import { z } from "zod";
import { whole } from "./numbers.ts";
import { defaultPageSize, maxListedRow } from "./page-limits.ts";
import { isVisible, type TextKind, text } from "./text.ts";

export * from "./page-limits.ts";

/** An application id: a UUID (version 7 if Waybill created it), case-insensitive. */
export const id = z.uuid().toLowerCase();

/** A session id: random, so not a UUID of any version. */
export const sessionId = z.guid().toLowerCase();

/** The input of every `byId`. */
export const byId = z.object({ id });

/** A display name: 1 to `max` characters. */
export const name = (max = 120) => text({ max });

/** A name in the code: of an event, a handler, a job. */
export const programName = text({ max: 100, kind: "code" });

/** Optional text; empty text counts as omitted. */
export const optionalText = (max: number, kind: TextKind = "line") =>
  text({ min: 0, max, kind })
    .transform((value) => (isVisible(value) ? value : null))
    .nullish()
    .transform((value) => value ?? null);

/** Like Zod's own pattern, which lacks internationalised top-level domains. Lower case. */
const emailFormat =
  /^[a-z0-9_'+-]+(?:\.[a-z0-9_'+-]+)*@[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9][a-z0-9-]{0,62})*\.(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/** The characters of a domain in any script; others would be parsed as another part of a URL. */
const domainLetters = /^[\p{L}\p{M}\p{N}.\u3002\uff0e\uff61\u30fb\u00b7-]+$/u;

/**
 * An address with its domain in ASCII, as mail servers and DNS use it: `ada@müller.example` is
 * `ada@xn--mller-kva.example` (UTS 46). One form for each address, however it was typed.
 */
function withAsciiDomain(address: string): string {
  const at = address.lastIndexOf("@");
  const domain = address.slice(at + 1);
  if (at < 0 || /^[\0-\x7f]*$/.test(domain) || !domainLetters.test(domain)) return address;
  const url = `http://${domain}`;
  return URL.canParse(url) ? address.slice(0, at + 1) + new URL(url).hostname : address;
}

/** An email address: trimmed, lower case, domain in ASCII. Stored and compared in this form. */
export const email = text({ max: 254, kind: "code" })
  .toLowerCase()
  .overwrite(withAsciiDomain)
  .pipe(z.email({ pattern: emailFormat }).max(254));

/** Search text, matched against names and codes. */
export const search = text({ min: 0, max: 120 }).optional();
/** Text for the global search. */
export const globalSearch = z.object({ search: text({ max: 120 }) });

/** A scanned code. */
export const scanned = z.object({ code: text({ max: 120, kind: "code" }) });

/** A secret in a mail or a URL: letters, digits and characters without escapes. */
export const token = (min: number) =>
  text({ min: 0, max: 200, kind: "code" }).regex(
    new RegExp(`^[\\w.-]{${min},}$`),
    "This link is incomplete. Copy the whole link, or request a new one.",
  );

/** A code of digits from a screen or a mail; blanks are ignored. @param words the message for other text */
export const digits = (count: number, words: string) =>
  text({ min: 0, max: 40, kind: "code" })
    .transform((value) => value.replace(/\s/g, ""))
    .pipe(z.string().regex(new RegExp(`^\\d{${count}}$`), words));

/** Lists by page: `page` counts from 1. Up to 100 rows a page. */
export const pageInput = z.object({
  page: whole(1, maxListedRow).default(1),
  pageSize: whole(1, 100).default(defaultPageSize),
});
export type PageInput = z.output<typeof pageInput>;

/** Lists by cursor: `cursor` is the previous page's `nextCursor`. Up to 100 rows at a time. */
export const cursorInput = z.object({
  cursor: id.nullish(),
  limit: whole(1, 100).default(50),
});
export type CursorInput = z.output<typeof cursorInput>;

/** A list of unique ids. */
export const idList = (max: number) =>
  z
    .array(id)
    .max(max)
    .transform((ids) => [...new Set(ids)]);
