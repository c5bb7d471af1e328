import { Blob, Buffer, BufferFlag, Direction, Face, Font, shape } from "harfbuzzjs";
import type { Script } from "./scripts.ts";

/** A glyph and its offset from the start of its cluster, in font units. */
export interface PlacedGlyph {
  id: number;
  x: number;
  y: number;
}

/** The smallest part of a text with its own glyphs: mostly a letter, or a syllable drawn as a whole. */
export interface Cluster {
  text: string;
  /** Its offset in the shaped text, in UTF-16 units. */
  start: number;
  glyphs: PlacedGlyph[];
  /** Its advance width, in font units. */
  advance: number;
}

/** The parameters of shaping. */
export interface Shaping {
  script: Script;
  rightToLeft: boolean;
}

/** Languages of scripts with one language; the fonts have a wider space for Korean. */
const languages: Partial<Record<Script, string>> = { Hang: "ko" };

/** The placeholder for a missing base letter. */
const dottedCircle = "\u25cc";

/** A font of one weight for HarfBuzz. */
export class PrintFont {
  /** The PostScript name: `NotoSansThai`. */
  readonly name: string;
  readonly unitsPerEm: number;
  readonly #face: Face;
  readonly #font: Font;
  readonly #characters: ReadonlySet<number>;
  readonly #dottedCircle: number | undefined;

  /** @param sfnt a TrueType font without variations. @param family the package name: `noto-sans-thai`. */
  constructor(sfnt: Uint8Array, family: string) {
    this.name = family.replace(/(?:^|-)(jp|kr|sc|tc)$|(?:^|-)(.)/g, (_, han?: string, first?: string) =>
      (han ?? first ?? "").toUpperCase(),
    );
    this.#face = new Face(new Blob(sfnt));
    this.#font = new Font(this.#face);
    this.unitsPerEm = this.#face.upem;
    this.#characters = new Set(this.#face.collectUnicodes());
    this.#dottedCircle = this.#font.nominalGlyph(dottedCircle.codePointAt(0) ?? 0);
  }

  has(character: number): boolean {
    return this.#characters.has(character);
  }

  /** The advance width of a glyph, in font units. */
  widthOf(glyph: number): number {
    return this.#font.glyphHAdvance(glyph);
  }

  /** The bytes of a font table. @throws if it does not exist */
  table(tag: string): Uint8Array {
    const table = this.#face.referenceTable(tag);
    if (!table) throw new Error(`${this.name} has no table ${tag}.`);
    // A copy: HarfBuzz's memory moves when it grows.
    return Uint8Array.from(table);
  }

  /** Shapes a text of one script and direction. @returns its clusters in visual order */
  shape(text: string, { script, rightToLeft }: Shaping): Cluster[] {
    const buffer = new Buffer();
    buffer.addText(text);
    buffer.setDirection(rightToLeft ? Direction.RTL : Direction.LTR);
    buffer.setScript(script);
    const language = languages[script];
    if (language) buffer.setLanguage(language);
    buffer.setFlags(BufferFlag.BOT | BufferFlag.EOT | BufferFlag.REMOVE_DEFAULT_IGNORABLES);
    shape(this.#font, buffer);
    const positions = buffer.getGlyphPositions();
    const clusters: Cluster[] = [];
    for (const [index, { codepoint: id, cluster: start }] of buffer.getGlyphInfos().entries()) {
      const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[index] ?? {};
      const last = clusters.at(-1);
      if (last?.start !== start) clusters.push({ text: "", start, glyphs: [], advance: 0 });
      const cluster = clusters.at(-1);
      cluster?.glyphs.push({ id, x: cluster.advance + xOffset, y: yOffset });
      if (cluster) cluster.advance += xAdvance;
    }
    return withTexts(clusters, text, rightToLeft);
  }

  /** Whether a cluster is incomplete: no glyph in the font, or a combining mark without a base letter. */
  lacks({ text, glyphs }: Cluster): boolean {
    const malformed = (id: number) => id === this.#dottedCircle && !text.includes(dottedCircle);
    return glyphs.some(({ id }) => id === 0 || malformed(id));
  }
}

/** Assigns the text of each cluster: up to the start of the next. */
function withTexts(clusters: Cluster[], text: string, rightToLeft: boolean): Cluster[] {
  const logical = rightToLeft ? clusters.toReversed() : clusters;
  for (const [index, cluster] of logical.entries()) {
    const from = index === 0 ? 0 : cluster.start;
    cluster.text = text.slice(from, logical[index + 1]?.start ?? text.length);
  }
  return clusters;
}
