import type { FontChoice, Weight } from "./fonts.ts";
import { graphemes, isRightToLeft, wrap } from "./lines.ts";
import type { PdfFonts } from "./pdf-fonts.ts";
import { fontsOf, type GlyphRun, type PrintedText, paragraphsOf, shapeLine } from "./shape-line.ts";

/** A position in points. */
export interface Box {
  x: number;
  y: number;
  width: number;
}

/** A line, ready to be drawn. */
export interface Line {
  glyphRuns: GlyphRun[];
  /** At a font size of one point. */
  width: number;
  rightToLeft: boolean;
}

/** Unprintable parts of texts. */
export class Unprintable extends Error {
  readonly parts: readonly string[];

  constructor(parts: readonly string[]) {
    super(`The text has characters that cannot be printed: ${parts.join(" ")}`);
    this.parts = parts;
  }
}

/** Sets texts of any script: selects fonts, shapes with HarfBuzz, breaks lines and orders them for reading. */
export class Typesetter {
  readonly #fonts: FontChoice;
  readonly #lines = new Map<string, Line>();

  private constructor(fonts: FontChoice) {
    this.#fonts = fonts;
  }

  /**
   * A typesetter for some texts.
   *
   * @param country ISO 3166-1 alpha-2: for the style of Han characters.
   * @throws {Unprintable} for unprintable parts
   */
  static async for(texts: readonly PrintedText[], country: string): Promise<Typesetter> {
    const fonts = await fontsOf(texts, country);
    const lacking = texts.flatMap(({ text, weight }) =>
      paragraphsOf(text).flatMap((paragraph) => shapeLine(paragraph, weight, fonts).lacking),
    );
    if (lacking.length > 0) throw new Unprintable([...new Set(lacking)]);
    return new Typesetter(fonts);
  }

  /**
   * Breaks a text into lines. Its own line breaks count.
   *
   * @param size the font size, in points.
   * @param width the maximum line width, in points.
   */
  lines({ text, weight }: PrintedText, size: number, width: number): Line[] {
    return paragraphsOf(text).flatMap((paragraph) =>
      wrap(
        paragraph,
        width / size,
        (part) => this.#line(part, weight).width,
        (word) => this.#unitsOf(word, weight),
      ).map((line) => this.#line(line, weight)),
    );
  }

  /** The largest size up to `most` at which a text fits on one line, in points. */
  sizeFor({ text, weight }: PrintedText, most: number, width: number): number {
    return Math.min(most, width / Math.max(...paragraphsOf(text).map((line) => this.#line(line, weight).width)));
  }

  #line(text: string, weight: Weight): Line {
    const key = `${weight} ${text}`;
    const known = this.#lines.get(key);
    if (known) return known;
    const { glyphRuns, lacking } = shapeLine(text, weight, this.#fonts);
    if (lacking.length > 0) throw new Unprintable(lacking);
    const line = { glyphRuns, width: widthOf(glyphRuns), rightToLeft: isRightToLeft(text) };
    this.#lines.set(key, line);
    return line;
  }

  /** The breakable units of a word: letters, and syllables that share a glyph. */
  #unitsOf(word: string, weight: Weight): string[] {
    const starts = new Set(
      this.#line(word, weight).glyphRuns.flatMap(({ start, clusters }) =>
        clusters.map((cluster) => start + cluster.start),
      ),
    );
    const units: string[] = [];
    for (const { segment, index } of graphemes.segment(word)) {
      if (units.length === 0 || starts.has(index)) units.push(segment);
      else units[units.length - 1] += segment;
    }
    return units;
  }
}

const widthOf = (glyphRuns: readonly GlyphRun[]): number =>
  glyphRuns.reduce(
    (sum, { font, clusters }) => sum + clusters.reduce((width, { advance }) => width + advance, 0) / font.unitsPerEm,
    0,
  );

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

/**
 * Draws a line on the current page. Runs in several fonts share a baseline.
 *
 * @param size the font size, in points.
 * @param box left edge, upper edge and width, in points. A right-to-left line is aligned right.
 * @param centered whether the line is centred in the box.
 */
export function drawLine(
  document: PDFKit.PDFDocument,
  fonts: PdfFonts,
  { glyphRuns, width, rightToLeft }: Line,
  size: number,
  box: Box,
  centered = false,
): void {
  const free = box.width - width * size;
  const left = box.x + (centered ? free / 2 : rightToLeft ? free : 0);
  const baseline = document.page.height - box.y - size;
  document.save().transform(1, 0, 0, -1, 0, document.page.height);
  document.addContent(`BT 1 0 0 1 ${rounded(left)} ${rounded(baseline)} Tm`);
  for (const run of glyphRuns) for (const shown of shownOf(fonts, run, size)) document.addContent(shown);
  document.addContent("ET");
  document.restore();
}

/** The operators that show a run: its codes, with adjustments where spacing differs from the widths. */
function* shownOf(fonts: PdfFonts, { font, clusters, rightToLeft }: GlyphRun, size: number): Generator<string> {
  let current: string | undefined;
  let shown = "";
  for (const cluster of clusters) {
    const { font: name, code, width } = fonts.encode(font, cluster, rightToLeft);
    if (name !== current) {
      if (shown) yield `[${shown}] TJ`;
      yield `/${name} ${rounded(size)} Tf`;
      [current, shown] = [name, ""];
    }
    const less = rounded(width - (cluster.advance * 1000) / font.unitsPerEm);
    shown += `<${code.toString(16).padStart(4, "0")}>${less === 0 ? "" : less}`;
  }
  if (shown) yield `[${shown}] TJ`;
}
