import { Blob, Buffer, BufferFlag, Direction, Face, Font, shape } from "harfbuzzjs";
import type { Script } from "./scripts.ts";

/** A glyph, and how far it stands from where its cluster begins, in font units. */
export interface PlacedGlyph {
  id: number;
  x: number;
  y: number;
}

/** The smallest part of a text that has glyphs of its own: mostly a letter, or a syllable that is drawn as a whole. */
export interface Cluster {
  text: string;
  /** Where it begins in the shaped text, in UTF-16 units. */
  start: number;
  glyphs: PlacedGlyph[];
  /** From where it begins to where the next one does, in font units. */
  advance: number;
}

/** How a text is shaped. */
export interface Shaping {
  script: Script;
  rightToLeft: boolean;
}

/** The languages of scripts that one language writes alone; the fonts have a wider space for Korean. */
const languages: Partial<Record<Script, string>> = { Hang: "ko" };

/** Stands in for a letter that a mark or a vowel sign lacks. */
const dottedCircle = "\u25cc";

/** A font of one weight, as HarfBuzz shapes with it. */
export class PrintFont {
  /** In PostScript's way: `NotoSansThai`. */
  readonly name: string;
  readonly unitsPerEm: number;
  readonly #face: Face;
  readonly #font: Font;
  readonly #characters: ReadonlySet<number>;
  readonly #dottedCircle: number | undefined;

  /**
   * @param sfnt a TrueType font without variations.
   * @param family as its package is named: `noto-sans-thai`.
   */
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

  /** A glyph's own width, in font units. */
  widthOf(glyph: number): number {
    return this.#font.glyphHAdvance(glyph);
  }

  /** The bytes of a table of the font, by its tag. @throws where it has none */
  table(tag: string): Uint8Array {
    const table = this.#face.referenceTable(tag);
    if (!table) throw new Error(`${this.name} has no table ${tag}.`);
    // A copy: HarfBuzz's memory is moved when it grows.
    return Uint8Array.from(table);
  }

  /** Shapes a text of one script and direction. @returns its clusters from left to right */
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

  /** Whether a cluster lacks something: the font has no glyph for it, or it has a sign without the letter to stand at. */
  lacks({ text, glyphs }: Cluster): boolean {
    const malformed = (id: number) => id === this.#dottedCircle && !text.includes(dottedCircle);
    return glyphs.some(({ id }) => id === 0 || malformed(id));
  }
}

/** Gives each cluster its part of the text: up to where the next one begins. */
function withTexts(clusters: Cluster[], text: string, rightToLeft: boolean): Cluster[] {
  const logical = rightToLeft ? clusters.toReversed() : clusters;
  for (const [index, cluster] of logical.entries()) {
    const from = index === 0 ? 0 : cluster.start;
    cluster.text = text.slice(from, logical[index + 1]?.start ?? text.length);
  }
  return clusters;
}
