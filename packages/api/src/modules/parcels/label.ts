import { toBuffer } from "bwip-js/node";
import countries from "i18n-iso-countries";
import PDFDocument from "pdfkit";
import { type Line, type PrintedText, Typesetter, type Weight } from "../../platform/print/index.ts";

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

/**
 * Draws a parcel's label: one A6 page with the addresses and the reference as a Code 128 barcode.
 *
 * @returns the PDF.
 * @throws where no font has a character of it
 */
export async function drawLabel({ reference, sender, recipient, weight }: LabelContent): Promise<Uint8Array> {
  const barcode = await toBuffer({
    bcid: "code128",
    text: reference,
    scaleX: 4,
    scaleY: 4,
    height: 12,
    includetext: false,
  });
  // Everything has its place, so nothing may begin a second page by itself: no lower margin.
  const margins = { top: page.margin, left: page.margin, right: page.margin, bottom: 0 };
  const document = new PDFDocument({ size: [page.width, page.height], margins, info: { Title: reference } });
  const chunks: Uint8Array[] = [];
  const finished = new Promise<void>((resolve, reject) => {
    document.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    document.on("end", resolve);
    document.on("error", reject);
  });

  const address = addressLines(recipient);
  const from: PrintedText = { text: `From ${sender}`, weight: "regular" };
  const to: PrintedText = { text: "To", weight: "regular" };
  const kilograms: PrintedText = { text: `${(weight / 1000).toFixed(2)} kg`, weight: "regular" };
  const number: PrintedText = { text: reference, weight: "bold" };
  const typesetter = await Typesetter.create(document, [...address, from, to, kilograms, number], recipient.country);
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
  document.end();
  await finished;
  return Buffer.concat(chunks);
}
