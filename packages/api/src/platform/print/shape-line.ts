import { chooseFonts, type FontChoice, type FontFile, type Weight } from "./fonts.ts";
import { graphemes, visualRuns } from "./lines.ts";
import { type Script, scriptOf } from "./scripts.ts";
import type { Cluster, PrintFont } from "./shaper.ts";

/** A text of a document. */
export interface PrintedText {
  text: string;
  weight: Weight;
}

const lineBreaks = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/;

/** Spaces other than the ordinary one, except non-breaking and ideographic ones. */
const otherSpaces = /[^\S \u00a0\u202f\u3000]/gu;

/** A text ready for shaping, by paragraphs. */
export const paragraphsOf = (text: string): string[] =>
  text
    .normalize("NFC")
    .split(lineBreaks)
    .map((paragraph) => paragraph.replace(otherSpaces, " "));

/** Selects and loads the fonts of texts. @param country ISO 3166-1 alpha-2 */
export const fontsOf = (texts: readonly PrintedText[], country: string): Promise<FontChoice> =>
  chooseFonts(
    texts.flatMap(({ text, weight }) => paragraphsOf(text).map((paragraph) => ({ text: paragraph, weight }))),
    country,
  );

/** A part of a line with one font, script and direction. */
export interface GlyphRun {
  font: PrintFont;
  /** In visual order. */
  clusters: Cluster[];
  rightToLeft: boolean;
  /** Its offset in the line, in UTF-16 units. */
  start: number;
}

/** A part of a line before shaping. */
interface Item {
  text: string;
  start: number;
  file: FontFile | null;
  /** Null while only common characters are in it. */
  script: Script | null;
}

/** A combining mark without a base letter. */
const astray = /^\s*[\p{Mn}\p{Me}]/u;

/** Splits a run by fonts and scripts. */
function itemsOf(text: string, fonts: FontChoice): Item[] {
  const items: Item[] = [];
  for (const { segment, index } of graphemes.segment(text)) {
    const last = items.at(-1);
    const file = astray.test(segment) ? null : fonts.fileOf(segment, last?.file ?? null);
    const script = scriptOf(segment);
    const sameScript = script === null || !last?.script || last.script === script;
    if (last && last.file === file && sameScript) {
      last.text += segment;
      last.script ??= script;
    } else items.push({ text: segment, start: index, file, script });
  }
  return items;
}

/** A shaped line. */
export interface ShapedLine {
  /** In visual order. */
  glyphRuns: GlyphRun[];
  /** Unprintable parts. */
  lacking: string[];
}

/**
 * Shapes a line.
 *
 * @param line without line breaks, in normalization form C.
 * @param fonts selected for the line, possibly with others.
 */
export function shapeLine(line: string, weight: Weight, fonts: FontChoice): ShapedLine {
  const lacking: string[] = [];
  const glyphRuns = visualRuns(line).flatMap(({ text, start, rightToLeft }) => {
    const items = itemsOf(text, fonts);
    return (rightToLeft ? items.reverse() : items).flatMap(({ file, script, ...item }): GlyphRun[] => {
      if (file === null) {
        lacking.push(...Array.from(graphemes.segment(item.text), ({ segment }) => segment));
        return [];
      }
      const font = file.font(weight);
      const clusters = shaped(font, item.text, { script: script ?? "Zyyy", rightToLeft });
      if (clusters === null) lacking.push(item.text);
      for (const cluster of clusters ?? []) if (font.lacks(cluster)) lacking.push(cluster.text);
      return clusters ? [{ font, clusters, rightToLeft, start: start + item.start }] : [];
    });
  });
  return { glyphRuns, lacking };
}

/** Null if the shaper fails. */
function shaped(font: PrintFont, text: string, shaping: Parameters<PrintFont["shape"]>[1]): Cluster[] | null {
  try {
    return font.shape(text, shaping);
  } catch {
    return null;
  }
}

/** Characters with one glyph each: printable without shaping. */
const plain =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Nd}\p{P}\p{Zs}]*$/u;

/**
 * The unprintable parts of a text, each once: characters without a font, and combining marks without a base letter.
 *
 * @param country ISO 3166-1 alpha-2.
 */
export async function unprintable(text: string, country: string): Promise<string[]> {
  const fonts = await fontsOf([{ text, weight: "regular" }], country);
  const lacking = paragraphsOf(text).flatMap((paragraph) =>
    plain.test(paragraph)
      ? itemsOf(paragraph, fonts).flatMap(({ file, text }) => (file === null ? [...text] : []))
      : shapeLine(paragraph, "regular", fonts).lacking,
  );
  return [...new Set(lacking.map((part) => part.trim()))].filter((part) => part !== "");
}
