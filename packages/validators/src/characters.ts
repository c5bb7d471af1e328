// The characters of texts without schemas, for pages that load no Zod.

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
export const lineBreaks = /\r\n?|[\u2028\u2029]/g;
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
const invisibleCharacter = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
const visibleCharacter = /[^\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u;

export const unstorable = "This text contains unsupported characters. Remove them.";
const severalLines = "Use a single line without tabs.";
const invisible = "This text contains invisible characters. Retype it.";

/** Whether Postgres and JSON can store a text: no NUL, no unpaired surrogate. */
const storable = (text: string) => text.isWellFormed() && !text.includes("\0");

/** These kinds accept all storable characters, including blanks. */
export const isOpaque = (kind: TextKind) => kind === "secret" || kind === "password";

/** Whether a text has a visible character. */
export const isVisible = (text: string) => visibleCharacter.test(text);

/** The reason why a text of a kind is refused for its characters; null if it is not. */
export function refusalReason(text: string, kind: TextKind): string | null {
  if (!storable(text)) return unstorable;
  if (isOpaque(kind)) return null;
  if (kind === "prose") return controlsInProse.test(text) ? unstorable : directions.test(text) ? invisible : null;
  if (layout.test(text)) return severalLines;
  if (controls.test(text)) return unstorable;
  if (directions.test(text) || invisibles.test(text)) return invisible;
  return kind === "code" && invisibleCharacter.test(text) ? invisible : null;
}

/**
 * Normalises a line as the schemas do: trimmed, in Unicode NFC.
 *
 * @returns null if it is longer than `max` or has characters that its kind does not allow.
 */
export function lineOf(typed: string, max: number, kind: "line" | "code" = "line"): string | null {
  const line = typed.trim().normalize("NFC");
  return line.length <= max && refusalReason(line, kind) === null ? line : null;
}

/** A text without unstorable and invisible characters: for generated names, which people cannot correct. */
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
