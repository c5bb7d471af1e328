import { familiesFor, fontRuns, subsetOf } from "./fonts.ts";
import { isRightToLeft, visualRuns, wrap } from "./lines.ts";

/** How bold a text is. */
export type Weight = "regular" | "bold";
const weights: Record<Weight, number> = { regular: 400, bold: 700 };

/** A text that a document is to hold. */
export interface PrintedText {
  text: string;
  weight: Weight;
}

/** Letters that a right-to-left run is shaped by. */
const rightToLeftLetter = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Thaana}]/u;

const fontName = (file: string, weight: Weight) => `${weight} ${file}`;

const lineBreaks = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/g;

/** A part of a line in one font, in the order in which it is drawn. */
interface Piece {
  font: string;
  text: string;
}

/** Where something is drawn, in points. */
export interface Box {
  x: number;
  y: number;
  width: number;
}

/** A line, ready to be drawn. */
export interface Line {
  pieces: Piece[];
  rightToLeft: boolean;
}

/** The characters that a document needs, by font: what is drawn with a font is in the document once. */
export class FontSet {
  readonly #needed = new Map<string, { file: string; weight: Weight; characters: Set<string> }>();

  /**
   * Adds what will be set.
   *
   * @param country ISO 3166-1 alpha-2: Han characters are drawn as in this country.
   * @throws where no font has a character of the texts; then nothing is added
   */
  add(texts: readonly PrintedText[], country: string): void {
    const families = familiesFor(country);
    const runs = texts.flatMap(({ text, weight }) =>
      fontRuns(drawnOf(text).replace(lineBreaks, " "), families).map((run) => ({ ...run, weight })),
    );
    for (const { file, weight, text } of runs.map(withFile)) {
      const name = fontName(file, weight);
      const font = this.#needed.get(name) ?? { file, weight, characters: new Set(" ") };
      for (const character of text) font.characters.add(character);
      this.#needed.set(name, font);
    }
  }

  /** Brings the fonts into a document. */
  async embed(document: PDFKit.PDFDocument): Promise<void> {
    for (const [name, { file, weight, characters }] of this.#needed) {
      document.registerFont(name, Buffer.from(await subsetOf(file, [...characters].join(""), weights[weight])));
    }
  }
}

/** Every character that is drawn of a text: where it is read from the right, its brackets are the ones that mirror them. */
const drawnOf = (text: string): string =>
  text +
  visualRuns(text)
    .map((run) => run.text)
    .join("");

/** @throws where no font has the run */
function withFile<Run extends { file: string | null }>(run: Run): Run & { file: string } {
  if (run.file === null) throw new Error("No font has a character of this text.");
  return { ...run, file: run.file };
}

/**
 * Sets texts of any script in a PDF: with the fonts that have their characters, broken into lines, in the order of reading.
 */
export class Typesetter {
  readonly #document: PDFKit.PDFDocument;
  readonly #families: string[];
  readonly #ems = new Map<string, number>();

  /**
   * @param document has the fonts of everything that will be set: {@link FontSet}.
   * @param country ISO 3166-1 alpha-2, as the fonts were chosen for.
   */
  constructor(document: PDFKit.PDFDocument, country: string) {
    this.#document = document;
    this.#families = familiesFor(country);
  }

  /**
   * Breaks a text into lines. Its own line breaks count.
   *
   * @param size the font's size, in points.
   * @param width the widest line, in points.
   */
  lines({ text, weight }: PrintedText, size: number, width: number): Line[] {
    return text.split(lineBreaks).flatMap((paragraph) =>
      wrap(paragraph, width, (part) => this.#widthOf(this.#piecesOf(part, weight), size)).map((line) => ({
        pieces: this.#piecesOf(line, weight),
        rightToLeft: isRightToLeft(line),
      })),
    );
  }

  /**
   * Draws a line. Pieces in several fonts stand on one baseline.
   *
   * @param size the font's size, in points.
   * @param box the left and upper edge and the width, in points. A line that is read from the right ends at its right edge.
   * @param centered whether the line stands in the middle of the box.
   */
  draw({ pieces, rightToLeft }: Line, size: number, box: Box, centered = false): void {
    const free = box.width - this.#widthOf(pieces, size);
    const start = box.x + (centered ? free / 2 : rightToLeft ? free : 0);
    const baseline = box.y + size;
    pieces.reduce((left, piece) => {
      // With features of its own, the library shapes the piece as a whole.
      this.#document
        .font(piece.font)
        .fontSize(size)
        .text(piece.text, left, baseline, { lineBreak: false, features: [], baseline: "alphabetic" });
      return left + this.#widthOf([piece], size);
    }, start);
  }

  /** The largest size up to `most` at which a text fits on one line, in points. */
  sizeFor({ text, weight }: PrintedText, most: number, width: number): number {
    return Math.min(most, (most * width) / this.#widthOf(this.#piecesOf(text, weight), most));
  }

  #piecesOf(line: string, weight: Weight): Piece[] {
    return visualRuns(line).flatMap(({ text, rightToLeft }) => {
      const pieces = fontRuns(text, this.#families).map((run) => ({
        font: fontName(run.file ?? "", weight),
        // Letters of such scripts are put in order by the shaping itself; what stands alone between them is not.
        text: rightToLeft && !rightToLeftLetter.test(run.text) ? Array.from(run.text).reverse().join("") : run.text,
      }));
      return rightToLeft ? pieces.reverse() : pieces;
    });
  }

  #widthOf(pieces: readonly Piece[], size: number): number {
    return pieces.reduce((sum, piece) => sum + this.#emsOf(piece) * size, 0);
  }

  /** The width of a piece at the size of one point: measured once, since widths grow with the size. */
  #emsOf({ font, text }: Piece): number {
    const key = `${font} ${text}`;
    const known = this.#ems.get(key);
    if (known !== undefined) return known;
    const measured = this.#document.font(font).fontSize(1000).widthOfString(text, { features: [] }) / 1000;
    this.#ems.set(key, measured);
    return measured;
  }
}
