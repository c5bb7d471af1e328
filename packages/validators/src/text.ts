import { z } from "zod";

/**
 * The kind of a text, which decides its characters:
 *
 * - `line`: a line for people: names, addresses, searches, reasons.
 * - `prose`: several lines for people: notes.
 * - `code`: compared exactly: codes, references, addresses, tokens, names in the code.
 * - `password`: compared by hash, after Unicode NFKC, so that keyboards and systems do not matter; surrounding blanks
 * stay.
 * - `secret`: opaque: account names at other services. Unchanged.
 */
export type TextKind = "line" | "prose" | "code" | "password" | "secret";

/** Line breaks in all notations. */
const lineBreaks = /\r\n?|[\u2028\u2029]/g;
/** Line breaks, tabs and similar. */
const layout = /[\t\n\v\f\r\u0085\u2028\u2029]/;
const controls = /\p{Cc}/u;
/** Control characters that are not allowed in prose. */
const controlsInProse = /[^\P{Cc}\n\t]/u;
/** Embeddings, overrides and isolates of text direction: unclosed, they reverse the text after them. */
const directions = /[\u202a-\u202e\u2066-\u2069]/;
/**
 * Invisible characters without meaning in a line: soft hyphen, zero-width space, word joiner, byte order mark and
 * similar. Joiners and direction marks stay: Arabic, Hebrew, Indic scripts and emoji need them.
 */
const invisibles = /[\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb]/;
const everyDirection = new RegExp(directions, "g");
const everyInvisible = new RegExp(invisibles, "g");
/** All invisible characters, including joiners and direction marks. */
const unseen = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
const seen = /[^\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u;

const unstorable = "This text contains unsupported characters. Remove them.";
const severalLines = "Use a single line without tabs.";
const invisible = "This text contains invisible characters. Retype it.";

/** Whether Postgres and JSON can store a text: no NUL, no unpaired surrogate. */
const storable = (text: string) => text.isWellFormed() && !text.includes("\0");

/** These kinds accept all storable characters, including blanks. */
const unread = (kind: TextKind) => kind === "secret" || kind === "password";

/** Normalises a text of a kind. */
function neat(kind: TextKind): z.ZodString {
  if (kind === "secret") return z.string();
  if (kind === "password") return z.string().normalize("NFKC");
  const plain = z.string().trim().normalize("NFC");
  return kind === "prose" ? plain.overwrite((value) => value.replace(lineBreaks, "\n")) : plain;
}

/** Whether a text has a visible character. */
export const isVisible = (text: string) => seen.test(text);

/** The reason why a text of a kind is refused for its characters; null if it is not. */
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
 * A text. All text inputs use it: storable, with the characters of its kind only, normalised (Unicode NFC), trimmed and
 * bounded.
 *
 * @param options.max the maximum length, in UTF-16 code units.
 * @param options.min the minimum length; 0 if it may be empty. A text that may not be empty needs a visible character.
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

/** A text without unstorable and invisible characters: for generated names, which nobody can correct. */
export const onlyVisible = (value: string): string =>
  value
    .toWellFormed()
    .replace(/\p{Cc}/gu, "")
    .replace(everyDirection, "")
    .replace(everyInvisible, "");

/** The storable part of any text: other characters are replaced, and the end is cut off. */
export function storableText(value: string, max: number): string {
  const cut = value.length > max ? `${value.slice(0, max - 1)}…` : value;
  return cut.toWellFormed().replace(/[^\P{Cc}\n\t]/gu, "\ufffd");
}

/** A text with a full stop, so that another sentence can follow. */
export const asSentence = (value: string): string =>
  /[.!?…。！？]["'”’)»]?\s*$/u.test(value) ? value.trimEnd() : `${value.trimEnd()}.`;
