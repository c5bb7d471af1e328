import type { Readable } from "node:stream";
import { toBuffer } from "bwip-js/node";
import countries from "i18n-iso-countries";
import PDFDocument from "pdfkit";
import { FontSet, type Line, type PrintedText, Typesetter, type Weight } from "../../platform/print/index.ts";

/** Where a parcel goes, as it is printed. */
export interface LabelAddress {
  name: string;
  line1: string | null;
  line2: string | null;
  postcode: string | null;
  city: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
}

/** What is printed on a label. */
export interface LabelContent {
  reference: string;
  sender: string;
  recipient: LabelAddress;
  /** Grams. */
  weight: number;
}

/** Points: A6, 105 × 148 mm. */
const page = { width: 297.64, height: 419.53, margin: 22 };
const width = page.width - 2 * page.margin;
const bottom = page.height - page.margin;

/** The room for the recipient, in points. */
const addressTop = 64;
const addressBottom = bottom - 134;

/** The recipient's lines in their sizes, as parts of the size of the name. */
const sizes = { name: 15, address: 12, smallest: 5 };
const lineHeight = 1.25;

/** The recipient, line by line. Postcode and city, and the country, have lines of their own. */
export function addressLines({ name, line1, line2, postcode, city, country }: LabelAddress): PrintedText[] {
  const town = [postcode, city].filter(Boolean).join(" ");
  const texts = [line1, line2, town, countries.getName(country, "en") ?? country];
  const bold: Weight = "bold";
  return [
    { text: name, weight: bold },
    ...texts.flatMap((text) => (text ? [{ text, weight: "regular" as const }] : [])),
  ];
}

interface SetLine {
  line: Line;
  /** Points. */
  size: number;
}

/** Sets the recipient as large as the room allows: whatever is long makes all lines smaller, and none is left out. */
function fit(typesetter: Typesetter, texts: readonly PrintedText[]): SetLine[] {
  for (let scale = 1; ; scale *= 0.95) {
    const set = texts.flatMap((printed) => {
      const size = scale * (printed.weight === "bold" ? sizes.name : sizes.address);
      return typesetter.lines(printed, size, width).map((line) => ({ line, size }));
    });
    const height = set.reduce((sum, { size }) => sum + size * lineHeight, 0);
    if (height <= addressBottom - addressTop) return set;
    // Only a text of many line breaks gets here: they are read as spaces then.
    if (scale * sizes.address < sizes.smallest) {
      return fit(
        typesetter,
        texts.map(({ text, ...rest }) => ({ ...rest, text: text.replace(/\s+/g, " ") })),
      );
    }
  }
}

/** The texts of a label. */
function textsOf({ reference, sender, recipient, weight }: LabelContent) {
  const regular = (text: string): PrintedText => ({ text, weight: "regular" });
  return {
    address: addressLines(recipient),
    from: regular(`From ${sender}`),
    to: regular("To"),
    kilograms: regular(`${(weight / 1000).toFixed(2)} kg`),
    number: { text: reference, weight: "bold" } satisfies PrintedText,
  };
}

/** Labels in one PDF, a page each. Its fonts are in it once, so that what is drawn has to be known before. */
export class LabelSheet {
  readonly #fonts = new FontSet();
  readonly #typesetters = new Map<string, Typesetter>();
  #document: PDFKit.PDFDocument | undefined;

  /** Says that a label will be drawn. @throws where no font has a character of it; the others can be drawn all the same */
  add(content: LabelContent): void {
    const { address, ...texts } = textsOf(content);
    this.#fonts.add([...address, ...Object.values(texts)], content.recipient.country);
  }

  /**
   * Begins the PDF.
   *
   * @returns the PDF as a stream, to be read while labels are drawn.
   */
  async begin(title: string): Promise<Readable> {
    // Everything has its place, so nothing may begin a second page by itself: no lower margin.
    const margins = { top: page.margin, left: page.margin, right: page.margin, bottom: 0 };
    const size: [number, number] = [page.width, page.height];
    const document = new PDFDocument({ size, margins, autoFirstPage: false, info: { Title: title } });
    await this.#fonts.embed(document);
    this.#document = document;
    return document as unknown as Readable; // it is one; its types know of an older kind of stream
  }

  /** Draws one label as the next page. */
  async draw(content: LabelContent): Promise<void> {
    const { reference, recipient } = content;
    const options = { bcid: "code128", text: reference, scaleX: 4, scaleY: 4, height: 12, includetext: false };
    const barcode = await toBuffer(options);
    const document = this.#drawing();
    document.addPage();
    const { address, from, to, kilograms, number } = textsOf(content);
    const typesetter = this.#typesetterFor(recipient.country);
    const boxAt = (y: number) => ({ x: page.margin, y, width });
    const put = (printed: PrintedText, size: number, y: number, centered = false) => {
      const [line] = typesetter.lines(printed, size, width);
      if (line) typesetter.draw(line, size, boxAt(y), centered);
    };

    document.fillColor("#555");
    put(from, typesetter.sizeFor(from, 8, width), page.margin);
    document
      .moveTo(page.margin, 40)
      .lineTo(page.width - page.margin, 40)
      .stroke("#000");
    put(to, 8, 50);
    document.fillColor("#000");
    fit(typesetter, address).reduce((y, { line, size }) => {
      typesetter.draw(line, size, boxAt(y));
      return y + size * lineHeight;
    }, addressTop);

    put(kilograms, 9, bottom - 126);
    document.image(barcode, page.margin, bottom - 108, { width, height: 80 });
    put(number, typesetter.sizeFor(number, 13, width), bottom - 20, true);
  }

  /** Ends the PDF. */
  end(): void {
    this.#drawing().end();
  }

  #drawing(): PDFKit.PDFDocument {
    if (!this.#document) throw new Error("The sheet has not begun.");
    return this.#document;
  }

  #typesetterFor(country: string): Typesetter {
    const typesetter = this.#typesetters.get(country) ?? new Typesetter(this.#drawing(), country);
    this.#typesetters.set(country, typesetter);
    return typesetter;
  }
}

/**
 * Draws a parcel's label: one A6 page with the addresses and the reference as a Code 128 barcode.
 *
 * @returns the PDF.
 * @throws where no font has a character of it
 */
export async function drawLabel(content: LabelContent): Promise<Uint8Array> {
  const sheet = new LabelSheet();
  sheet.add(content);
  const pdf = await sheet.begin(content.reference);
  const bytes = pdf.toArray();
  await sheet.draw(content);
  sheet.end();
  return Buffer.concat(await bytes);
}
