import type { FontChoice, Weight } from "./fonts.ts";
import { graphemes, isRightToLeft, wrap } from "./lines.ts";
import type { PdfFonts } from "./pdf-fonts.ts";
import { fontsOf, type Piece, type PrintedText, paragraphsOf, shapeLine } from "./pieces.ts";

/** Where something is drawn, in points. */
export interface Box {
  x: number;
  y: number;
  width: number;
}

/** A line, ready to be drawn. */
export interface Line {
  pieces: Piece[];
  /** At the size of one point. */
  width: number;
  rightToLeft: boolean;
}

/** What of some texts cannot be printed. */
export class Unprintable extends Error {
  readonly parts: readonly string[];

  constructor(parts: readonly string[]) {
    super(`The text has characters that cannot be printed: ${parts.join(" ")}`);
    this.parts = parts;
  }
}

/**
 * Sets texts of any script: with the fonts that have their characters, shaped by HarfBuzz, broken into lines, in the order
 * of reading.
 */
export class Typesetter {
  readonly #fonts: FontChoice;
  readonly #lines = new Map<string, Line>();

  private constructor(fonts: FontChoice) {
    this.#fonts = fonts;
  }

  /**
   * A typesetter for some texts.
   *
   * @param country ISO 3166-1 alpha-2: Han characters are drawn as in this country.
   * @throws {Unprintable} where a part of the texts cannot be printed
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
   * @param size the font's size, in points.
   * @param width the widest line, in points.
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
    const { pieces, lacking } = shapeLine(text, weight, this.#fonts);
    if (lacking.length > 0) throw new Unprintable(lacking);
    const line = { pieces, width: widthOf(pieces), rightToLeft: isRightToLeft(text) };
    this.#lines.set(key, line);
    return line;
  }

  /** The parts of a word that are drawn by themselves: letters, and syllables that share a glyph. */
  #unitsOf(word: string, weight: Weight): string[] {
    const starts = new Set(
      this.#line(word, weight).pieces.flatMap(({ start, clusters }) =>
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

const widthOf = (pieces: readonly Piece[]): number =>
  pieces.reduce(
    (sum, { font, clusters }) => sum + clusters.reduce((width, { advance }) => width + advance, 0) / font.unitsPerEm,
    0,
  );

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

/**
 * Draws a line on the current page. Pieces in several fonts stand on one baseline.
 *
 * @param size the font's size, in points.
 * @param box the left and upper edge and the width, in points. A line that is read from the right ends at its right edge.
 * @param centered whether the line stands in the middle of the box.
 */
export function drawLine(
  document: PDFKit.PDFDocument,
  fonts: PdfFonts,
  { pieces, width, rightToLeft }: Line,
  size: number,
  box: Box,
  centered = false,
): void {
  const free = box.width - width * size;
  const left = box.x + (centered ? free / 2 : rightToLeft ? free : 0);
  const baseline = document.page.height - box.y - size;
  document.save().transform(1, 0, 0, -1, 0, document.page.height);
  document.addContent(`BT 1 0 0 1 ${rounded(left)} ${rounded(baseline)} Tm`);
  for (const piece of pieces) for (const shown of shownOf(fonts, piece, size)) document.addContent(shown);
  document.addContent("ET");
  document.restore();
}

/** The operators that show a piece: its codes, and the space between them where it is not that of their widths. */
function* shownOf(fonts: PdfFonts, { font, clusters, rightToLeft }: Piece, size: number): Generator<string> {
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
