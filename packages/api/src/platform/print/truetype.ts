import type { PlacedGlyph, PrintFont } from "./shaper.ts";

// The parts of a TrueType font that a PDF needs: outlines and widths by glyph id. Character mapping and shaping are not
// included: the text is already shaped, and the PDF maps codes to text.
// https://learn.microsoft.com/typography/opentype/spec/glyf

/** Flags of a composite glyph's component. */
const component = {
  words: 0x1,
  xy: 0x2,
  scale: 0x8,
  more: 0x20,
  xyScale: 0x40,
  matrix: 0x80,
};

/** The maximum number of glyphs in a font. */
const maxGlyphs = 0xffff;

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Builds a font from glyphs of another font, and from composites. */
export class FontBuilder {
  readonly #font: PrintFont;
  readonly #glyf: Uint8Array;
  readonly #loca: DataView;
  readonly #longOffsets: boolean;
  readonly #outlines: Uint8Array[] = [];
  readonly #widths: number[] = [];
  readonly #copies = new Map<number, number>();

  constructor(font: PrintFont) {
    this.#font = font;
    this.#glyf = font.table("glyf");
    this.#loca = viewOf(font.table("loca"));
    this.#longOffsets = viewOf(font.table("head")).getInt16(50) === 1;
    // The first glyph represents missing characters.
    this.copy(0);
  }

  /** The advance widths, in font units. */
  get widths(): readonly number[] {
    return this.#widths;
  }

  /** Whether this many glyphs still fit. */
  hasRoomFor(count: number): boolean {
    return this.#outlines.length + count <= maxGlyphs;
  }

  /** Copies a glyph with its components. @returns its id */
  copy(glyph: number): number {
    const known = this.#copies.get(glyph);
    if (known !== undefined) return known;
    const copy = this.#add(Uint8Array.from(this.#outlineOf(glyph)), this.#font.widthOf(glyph));
    this.#copies.set(glyph, copy);
    const outline = this.#outlines[copy];
    if (outline && isComposite(outline)) {
      const view = viewOf(outline);
      for (const at of componentsOf(view)) view.setUint16(at + 2, this.copy(view.getUint16(at + 2)));
    }
    return copy;
  }

  /** Combines several glyphs into one. @returns its id */
  compose(parts: readonly PlacedGlyph[], width: number): number {
    const visible = parts
      .map(({ id, x, y }) => ({ glyph: this.copy(id), x, y }))
      .filter(({ glyph }) => (this.#outlines[glyph]?.length ?? 0) > 0);
    if (visible.length === 0) return this.#add(new Uint8Array(), width);
    const outline = new Uint8Array(10 + 8 * visible.length);
    const view = viewOf(outline);
    view.setInt16(0, -1);
    for (const [index, value] of this.#boxOf(visible).entries()) view.setInt16(2 + 2 * index, value);
    for (const [index, { glyph, x, y }] of visible.entries()) {
      const at = 10 + 8 * index;
      const more = index + 1 < visible.length ? component.more : 0;
      view.setUint16(at, component.words | component.xy | more);
      view.setUint16(at + 2, glyph);
      view.setInt16(at + 4, x);
      view.setInt16(at + 6, y);
    }
    return this.#add(outline, width);
  }

  /** The font file. */
  build(): Uint8Array {
    const count = this.#outlines.length;
    const loca = new DataView(new ArrayBuffer(4 * (count + 1)));
    const hmtx = new DataView(new ArrayBuffer(4 * count));
    const glyf: Uint8Array[] = [];
    let length = 0;
    for (const [index, outline] of this.#outlines.entries()) {
      const padded = padTo4(outline);
      glyf.push(padded);
      length += padded.length;
      loca.setUint32(4 * (index + 1), length);
      hmtx.setUint16(4 * index, this.#widths[index] ?? 0);
      hmtx.setInt16(4 * index + 2, outline.length > 0 ? viewOf(outline).getInt16(2) : 0);
    }
    return fileOf({
      glyf: Buffer.concat(glyf),
      head: this.#changed("head", (view) => {
        view.setUint32(8, 0); // the checksum, which PDF readers ignore
        view.setInt16(50, 1);
      }),
      hhea: this.#changed("hhea", (view) => view.setUint16(34, count)),
      hmtx: bytesOf(hmtx),
      loca: bytesOf(loca),
      maxp: this.#changed("maxp", (view) => {
        view.setUint16(4, count);
        // Limits of composite glyphs: points, contours, components and nesting depth.
        view.setUint16(10, 0xffff);
        view.setUint16(12, 0xffff);
        view.setUint16(28, 0xffff);
        view.setUint16(30, 8);
      }),
    });
  }

  #add(outline: Uint8Array, width: number): number {
    this.#widths.push(width);
    return this.#outlines.push(outline) - 1;
  }

  #outlineOf(glyph: number): Uint8Array {
    const offset = (index: number) =>
      this.#longOffsets ? this.#loca.getUint32(4 * index) : 2 * this.#loca.getUint16(2 * index);
    return this.#glyf.subarray(offset(glyph), offset(glyph + 1));
  }

  /** The bounding box of a glyph's parts, at the beginning of its outline. */
  #boxOf(parts: readonly { glyph: number; x: number; y: number }[]): [number, number, number, number] {
    const boxes = parts.map(({ glyph, x, y }) => {
      const view = viewOf(this.#outlines[glyph] ?? new Uint8Array(10));
      const at = (offset: number) => view.getInt16(offset);
      return { left: at(2) + x, bottom: at(4) + y, right: at(6) + x, top: at(8) + y };
    });
    return [
      Math.min(...boxes.map(({ left }) => left)),
      Math.min(...boxes.map(({ bottom }) => bottom)),
      Math.max(...boxes.map(({ right }) => right)),
      Math.max(...boxes.map(({ top }) => top)),
    ];
  }

  #changed(tag: string, change: (view: DataView) => void): Uint8Array {
    const table = Uint8Array.from(this.#font.table(tag));
    change(viewOf(table));
    return table;
  }
}

const isComposite = (outline: Uint8Array) => outline.length > 0 && viewOf(outline).getInt16(0) < 0;

/** The offsets of a composite glyph's components. */
function* componentsOf(view: DataView): Generator<number> {
  for (let at = 10; ; ) {
    const flags = view.getUint16(at);
    yield at;
    if (!(flags & component.more)) return;
    at += 4 + (flags & component.words ? 4 : 2);
    if (flags & component.scale) at += 2;
    else if (flags & component.xyScale) at += 4;
    else if (flags & component.matrix) at += 8;
  }
}

const bytesOf = (view: DataView) => new Uint8Array(view.buffer);

function padTo4(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  padded.set(bytes);
  return padded;
}

/** A font file of tables, sorted by tag. */
function fileOf(tables: Record<string, Uint8Array>): Uint8Array {
  const entries = Object.entries(tables);
  const power = Math.floor(Math.log2(entries.length));
  const header = new DataView(new ArrayBuffer(12 + 16 * entries.length));
  header.setUint32(0, 0x00010000);
  header.setUint16(4, entries.length);
  header.setUint16(6, 16 * 2 ** power);
  header.setUint16(8, power);
  header.setUint16(10, 16 * (entries.length - 2 ** power));
  let offset = header.byteLength;
  const bodies = entries.map(([tag, table], index) => {
    const at = 12 + 16 * index;
    const body = padTo4(table);
    for (let letter = 0; letter < 4; letter += 1) header.setUint8(at + letter, tag.charCodeAt(letter));
    header.setUint32(at + 4, sumOf(body));
    header.setUint32(at + 8, offset);
    header.setUint32(at + 12, table.length);
    offset += body.length;
    return body;
  });
  return Buffer.concat([bytesOf(header), ...bodies]);
}

function sumOf(padded: Uint8Array): number {
  const view = viewOf(padded);
  let sum = 0;
  for (let at = 0; at < padded.length; at += 4) sum = (sum + view.getUint32(at)) >>> 0;
  return sum;
}
