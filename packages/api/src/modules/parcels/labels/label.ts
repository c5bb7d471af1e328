import countries from "i18n-iso-countries";
import { PermanentJobError } from "../../../core/index.ts";
import { type Line, type PrintedText, Typesetter, Unprintable } from "../../../platform/print/index.ts";

/** The printed address. */
export interface LabelAddress {
  name: string;
  line1: string | null;
  line2: string | null;
  postcode: string | null;
  city: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
}

/** The contents of a label. */
export interface LabelContent {
  reference: string;
  sender: string;
  recipient: LabelAddress;
  /** Grams. */
  weight: number;
}

/** The page of a label, in points: A6, 105 × 148 mm. */
export const page = { width: 297.64, height: 419.53, margin: 22 };
export const width = page.width - 2 * page.margin;
export const bottom = page.height - page.margin;

/** The space for the recipient, in points. */
const addressTop = 64;
const addressBottom = bottom - 134;

/** The lines of the recipient, with sizes relative to the name. */
const sizes = { name: 15, address: 12, smallest: 5 };
const lineHeight = 1.25;

/** The recipient line by line. Postcode with city, and the country, have their own lines. */
export function addressLines({ name, line1, line2, postcode, city, country }: LabelAddress): PrintedText[] {
  const town = [postcode, city].filter(Boolean).join(" ");
  const texts = [line1, line2, town, countries.getName(country, "en") ?? country];
  return [
    { text: name, weight: "bold" },
    ...texts.flatMap((text) => (text ? [{ text, weight: "regular" as const }] : [])),
  ];
}

interface SetLine {
  line: Line;
  /** Points. */
  size: number;
}

/** Sets the recipient as large as the space allows: a long line makes all lines smaller, and none is dropped. */
function fit(typesetter: Typesetter, texts: readonly PrintedText[]): SetLine[] {
  for (let scale = 1; ; scale *= 0.95) {
    const set = texts.flatMap((printed) => {
      const size = scale * (printed.weight === "bold" ? sizes.name : sizes.address);
      return typesetter.lines(printed, size, width).map((line) => ({ line, size }));
    });
    const height = set.reduce((sum, { size }) => sum + size * lineHeight, 0);
    if (height <= addressBottom - addressTop) return set;
    // Only text with many line breaks gets here: they become spaces.
    if (scale * sizes.address < sizes.smallest) {
      return fit(
        typesetter,
        texts.map(({ text, ...rest }) => ({ ...rest, text: text.replace(/\s+/g, " ") })),
      );
    }
  }
}

/** The texts of a label: in English, since a label is the same whoever prints it (docs/languages.md). */
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

/** A printed element and its position. */
interface Placed {
  line: Line;
  /** Points. */
  size: number;
  /** The upper edge, in points. */
  y: number;
  grey?: boolean;
  centered?: boolean;
}

/** A label, ready to be drawn. */
export interface ComposedLabel {
  placed: Placed[];
  barcode: Buffer;
}

/** The message for an address with parts that no label can print. */
export const unprintableAddress = (parts: readonly string[], name: string): string =>
  `The address of ${name} has characters that cannot be printed on the label: ${parts.join(" ")}. Check the spelling or use other characters.`;

/** The message for an organisation whose name no label can print. */
export const unprintableSender = (parts: readonly string[]): string =>
  `The name of your organisation has characters that cannot be printed on the label: ${parts.join(" ")}. Check the spelling or use other characters.`;

const unprintableLabel = (parts: readonly string[], name: string): string =>
  `The label for ${name} cannot be printed because of ${parts.join(" ")}. Check the spelling or use other characters.`;

/** Lays out a label. @throws {PermanentJobError} if it has unprintable characters */
export async function compose(content: LabelContent): Promise<ComposedLabel> {
  const { address, ...others } = textsOf(content);
  const { from, to, kilograms, number } = others;
  const options = { bcid: "code128", text: content.reference, scaleX: 4, scaleY: 4, height: 12, includetext: false };
  // Loaded with the first label: it is large, and workers that print none save the memory.
  const { toBuffer } = await import("bwip-js/node");
  const barcode = await toBuffer(options);
  const typesetter = await typesetterFor([...address, ...Object.values(others)], content.recipient);
  const placed: Placed[] = [];
  const put = (printed: PrintedText, size: number, y: number, look: Pick<Placed, "grey" | "centered"> = {}) => {
    const [line] = typesetter.lines(printed, size, width);
    if (line) placed.push({ line, size, y, ...look });
  };
  put(from, typesetter.sizeFor(from, 8, width), page.margin, { grey: true });
  put(to, 8, 50, { grey: true });
  fit(typesetter, address).reduce((y, { line, size }) => {
    placed.push({ line, size, y });
    return y + size * lineHeight;
  }, addressTop);
  put(kilograms, 9, bottom - 126);
  put(number, typesetter.sizeFor(number, 13, width), bottom - 20, { centered: true });
  return { placed, barcode };
}

async function typesetterFor(texts: readonly PrintedText[], { country, name }: LabelAddress): Promise<Typesetter> {
  return Typesetter.for(texts, country).catch((error: unknown) => {
    throw error instanceof Unprintable ? new PermanentJobError(unprintableLabel(error.parts, name)) : error;
  });
}
