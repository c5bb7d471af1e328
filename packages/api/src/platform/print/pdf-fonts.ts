import type { Cluster, PrintFont } from "./shaper.ts";
import { FontBuilder } from "./truetype.ts";

/** A cluster in a PDF. */
interface EncodedCluster {
  /** The name of its font on the page. */
  font: string;
  /** Its code in the font. */
  code: number;
  /** The font's width for the code, in thousandths of an em. */
  width: number;
}

/**
 * The fonts of a PDF. Each cluster becomes one glyph with one code, however many glyphs the shaper produced, so that
 * every reader extracts the cluster's text, whatever the drawing order.
 */
export class PdfFonts {
  readonly #document: PDFKit.PDFDocument;
  readonly #fonts: PdfFont[] = [];
  readonly #current = new Map<PrintFont, PdfFont>();

  constructor(document: PDFKit.PDFDocument) {
    this.#document = document;
  }

  /** Adds a cluster to its font, and the font to the current page. */
  encode(font: PrintFont, cluster: Cluster, rightToLeft: boolean): EncodedCluster {
    const embedded = this.#fontFor(font, cluster);
    this.#document.page.fonts[embedded.id] ??= embedded.reference;
    return { font: embedded.id, ...embedded.encode(cluster, rightToLeft ? turned(cluster.text) : cluster.text) };
  }

  /** Writes the fonts at the end. */
  end(): void {
    for (const font of this.#fonts) font.end();
  }

  /** A font is embedded once; a second time if the first is full. */
  #fontFor(font: PrintFont, cluster: Cluster): PdfFont {
    const current = this.#current.get(font);
    if (current?.hasRoomFor(cluster)) return current;
    const next = new PdfFont(this.#document, font, this.#fonts.length);
    this.#fonts.push(next);
    this.#current.set(font, next);
    return next;
  }
}

/** Readers reverse right-to-left text character by character, also within one glyph. */
const turned = (text: string): string => Array.from(text).reverse().join("");

/** A composite glyph may be nested in the source font, but not further. */
const maxParts = 16;

/** A font in a PDF. Its codes are glyph ids. */
class PdfFont {
  readonly id: string;
  readonly reference: PDFKit.PDFKitReference;
  readonly #document: PDFKit.PDFDocument;
  readonly #dictionary: Record<string, unknown> = {};
  readonly #font: PrintFont;
  readonly #name: string;
  readonly #builder: FontBuilder;
  readonly #codes = new Map<string, number>();
  readonly #texts = new Map<number, string>();

  constructor(document: PDFKit.PDFDocument, font: PrintFont, number: number) {
    this.#document = document;
    this.#font = font;
    this.id = `S${number}`;
    // PDF requires six letters that are unique per subset of a font.
    const letters = number.toString(26).padStart(6, "0");
    this.#name = `${Array.from(letters, (digit) => String.fromCharCode(65 + Number.parseInt(digit, 26))).join("")}+${font.name}`;
    this.#builder = new FontBuilder(font);
    this.reference = document.ref(this.#dictionary);
  }

  hasRoomFor({ glyphs }: Cluster): boolean {
    return this.#builder.hasRoomFor(glyphs.length * maxParts + 1);
  }

  encode(cluster: Cluster, text: string): { code: number; width: number } {
    const key = [text, ...cluster.glyphs.flatMap(({ id, x, y }) => [id, x, y])].join(" ");
    const code = this.#codes.get(key) ?? this.#add(cluster, text);
    this.#codes.set(key, code);
    return { code, width: this.#thousandths(this.#builder.widths[code] ?? 0) };
  }

  end(): void {
    const descendant = this.#object({
      ...{ Type: "Font", Subtype: "CIDFontType2", BaseFont: this.#name, CIDToGIDMap: "Identity" },
      CIDSystemInfo: { Registry: new String("Adobe"), Ordering: new String("Identity"), Supplement: 0 },
      FontDescriptor: this.#descriptor(),
      W: [0, this.#builder.widths.map((width) => this.#thousandths(width))],
    });
    Object.assign(this.#dictionary, {
      ...{ Type: "Font", Subtype: "Type0", BaseFont: this.#name, Encoding: "Identity-H" },
      ...{ DescendantFonts: [descendant], ToUnicode: this.#object({}, characterMap(this.#texts)) },
    });
    this.reference.end(undefined);
  }

  /** A glyph for several texts has a code for each. */
  #add({ glyphs, advance }: Cluster, text: string): number {
    const [first] = glyphs;
    const alone = first && glyphs.length === 1 && first.x === 0 && first.y === 0;
    const copy = alone ? this.#builder.copy(first.id) : undefined;
    const code = copy !== undefined && !this.#texts.has(copy) ? copy : this.#builder.compose(glyphs, advance);
    this.#texts.set(code, text);
    return code;
  }

  #descriptor(): PDFKit.PDFKitReference {
    const file = this.#builder.build();
    const numbers = (tag: string, ...offsets: number[]) => {
      const table = this.#font.table(tag);
      const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
      return offsets.map((offset) => this.#thousandths(view.getInt16(offset)));
    };
    const [ascent, descent] = numbers("hhea", 4, 6);
    return this.#object({
      ...{ Type: "FontDescriptor", FontName: this.#name, Flags: 4, ItalicAngle: 0, StemV: 0 },
      ...{ FontBBox: numbers("head", 36, 38, 40, 42), Ascent: ascent, Descent: descent, CapHeight: ascent },
      FontFile2: this.#object({ Length1: file.length }, file),
    });
  }

  #object(data: object, content?: Uint8Array | string): PDFKit.PDFKitReference {
    const reference = this.#document.ref(data);
    reference.end(content === undefined ? undefined : Buffer.from(content));
    return reference;
  }

  #thousandths(units: number): number {
    return (units * 1000) / this.#font.unitsPerEm;
  }
}

const hex4 = (value: number) => value.toString(16).padStart(4, "0");

const hexOf = (text: string) =>
  Array.from({ length: text.length }, (_, index) => hex4(text.charCodeAt(index))).join("");

/** The maximum number of mappings in a block of a character map. */
const blockSize = 100;

/** The text of each code, as a CMap. */
function characterMap(texts: ReadonlyMap<number, string>): string {
  const mappings = Array.from(texts, ([code, text]) => `<${hex4(code)}> <${hexOf(text)}>`);
  const blocks: string[] = [];
  for (let start = 0; start < mappings.length; start += blockSize) {
    const block = mappings.slice(start, start + blockSize);
    blocks.push(`${block.length} beginbfchar\n${block.join("\n")}\nendbfchar`);
  }
  return `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
${blocks.join("\n")}
endcmap
CMapName currentdict /CMap defineresource pop
end
end`;
}
