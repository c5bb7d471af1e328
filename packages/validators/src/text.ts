import { z } from "zod";

/**
 * What a text is, which decides its characters:
 *
 * - `line`: what people read on one line: names, addresses, searches, reasons.
 * - `prose`: what people read on several lines: notes.
 * - `code`: what is compared letter by letter: codes, references, addresses, tokens, names out of the program.
 * - `password`: what is compared by its hash. The same text typed on another keyboard or system is the same (Unicode
 *   NFKC); blanks around it stay.
 * - `secret`: what nobody reads: accounts' names at other services. It stays as it came.
 */
export type TextKind = "line" | "prose" | "code" | "password" | "secret";

/** Line breaks in every notation. */
const lineBreaks = /\r\n?|[\u2028\u2029]/g;
/** What begins a new line or jumps to a column. */
const layout = /[\t\n\v\f\r\u0085\u2028\u2029]/;
const controls = /\p{Cc}/u;
/** Control characters that do not belong in prose. */
const controlsInProse = /[^\P{Cc}\n\t]/u;
/** Embeddings, overrides and isolates of text direction: unclosed, they turn the text after them around. */
const directions = /[\u202a-\u202e\u2066-\u2069]/;
/**
 * Invisible without a meaning on one line: soft hyphen, zero-width space, word joiner, byte order mark and their like.
 * Joiners and direction marks stay: Arabic, Hebrew, Indic scripts and emoji are written with them.
 */
const invisibles = /[\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb]/;
const everyDirection = new RegExp(directions, "g");
const everyInvisible = new RegExp(invisibles, "g");
/** Everything that leaves no mark, joiners and direction marks included. */
const unseen = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
const seen = /[^\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u;

const unstorable = "This text contains unsupported characters. Remove them.";
const severalLines = "Use a single line without tabs.";
const invisible = "This text contains invisible characters. Retype it.";

/** Whether Postgres and JSON can hold a text: no NUL, and no half of a surrogate pair. */
const storable = (text: string) => text.isWellFormed() && !text.includes("\0");

/** Of these kinds every character that can be stored is taken, blanks too. */
const unread = (kind: TextKind) => kind === "secret" || kind === "password";

/** The one spelling of a text of a kind. */
function neat(kind: TextKind): z.ZodString {
  if (kind === "secret") return z.string();
  if (kind === "password") return z.string().normalize("NFKC");
  const plain = z.string().trim().normalize("NFC");
  return kind === "prose" ? plain.overwrite((value) => value.replace(lineBreaks, "\n")) : plain;
}

/** Whether a text leaves any mark on paper. */
export const isVisible = (text: string) => seen.test(text);

/** Why a text of a kind cannot have these characters, in words; null where it can. */
function obstacle(text: string, kind: TextKind): string | null {
  if (!storable(text)) return unstorable;
  if (unread(kind)) return null;
  if (kind === "prose") return controlsInProse.test(text) ? unstorable : directions.test(text) ? invisible : null;
  if (layout.test(text)) return severalLines;
  if (controls.test(text)) return unstorable;
  if (directions.test(text) || invisibles.test(text)) return invisible;
  return kind === "code" && unseen.test(text) ? invisible : null;
}

/**
 * A text. Every text of an input is made of this one: it can be stored, has the characters of its kind alone, one
 * spelling (Unicode NFC), no blanks around it, and a bound.
 *
 * @param options.max the most characters, in UTF-16 code units.
 * @param options.min the fewest; 0 where it may be empty. One that may not be empty leaves a mark on paper.
 */
export function text({ min = 1, max, kind = "line" }: { min?: number; max: number; kind?: TextKind }): z.ZodString {
  const bounded = neat(kind)
    .min(min)
    .max(max)
    .refine((value) => obstacle(value, kind) === null, {
      error: ({ input }) => obstacle(String(input), kind) ?? unstorable,
    });
  if (min === 0 || unread(kind)) return bounded;
  return bounded.refine((value) => value === "" || isVisible(value) || obstacle(value, kind) !== null, "Fill this in.");
}

/** A text without what cannot be stored or seen: for names that machines give, which nobody can correct. */
export const onlyVisible = (value: string): string =>
  value
    .toWellFormed()
    .replace(/\p{Cc}/gu, "")
    .replace(everyDirection, "")
    .replace(everyInvisible, "");

/** What a database, a log or a page can hold of any text, from wherever: the rest is replaced, the end is cut off. */
export function storableText(value: string, max: number): string {
  const cut = value.length > max ? `${value.slice(0, max - 1)}…` : value;
  return cut.toWellFormed().replace(/[^\P{Cc}\n\t]/gu, "\ufffd");
}

/** A text as a whole sentence, so that another one can follow it. */
export const asSentence = (value: string): string =>
  /[.!?…。！？]["'”’)»]?\s*$/u.test(value) ? value.trimEnd() : `${value.trimEnd()}.`;
