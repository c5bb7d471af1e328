import fc from "fast-check";
import PDFDocument from "pdfkit";
import { describe, expect, test } from "vitest";
import { drawnTexts, textsOf } from "../../testing/pdf.ts";
import { readNames } from "./cases/names.ts";
import { visualRuns } from "./lines.ts";
import { PdfFonts } from "./pdf-fonts.ts";
import { scripts } from "./scripts.ts";
import { fontsOf, type GlyphRun, type PrintedText, paragraphsOf, shapeLine, unprintable } from "./shape-line.ts";
import { drawLine, Typesetter } from "./typesetter.ts";

const names = readNames();

/** The glyph ids with their positions in a run, in font units, and the end of the run. */
type Placed = [id: number, x: number, y: number];

function placedOf({ clusters }: GlyphRun): [...Placed[], number] {
  let pen = 0;
  const placed = clusters.flatMap(({ glyphs, advance }) => {
    const left = pen;
    pen += advance;
    return glyphs.map(({ id, x, y }): Placed => [id, left + x, y]);
  });
  return [...placed, pen];
}

/** The same from the output of `hb-shape`: `number@x,y+advance`. */
function placedBy(written: string): [...Placed[], number] {
  let pen = 0;
  const placed = written.split("|").map((glyph): Placed => {
    const [, id, x = 0, y = 0, advance] = /^(\d+)(?:@(-?\d+),(-?\d+))?\+(-?\d+)$/.exec(glyph) ?? [];
    const left = pen;
    pen += Number(advance);
    return [Number(id), left + Number(x), Number(y)];
  });
  return [...placed, pen];
}

/** The characters from left to right. */
const fromTheLeft = (line: string) =>
  visualRuns(line)
    .map(({ text, rightToLeft }) => (rightToLeft ? Array.from(text).reverse().join("") : text))
    .join("");

/** Draws texts, a page each. @returns the PDF */
async function drawn(texts: (PrintedText & { country: string })[], width = 500): Promise<Uint8Array> {
  const document = new PDFDocument({ autoFirstPage: false });
  const bytes = (document as unknown as NodeJS.ReadableStream & { toArray(): Promise<Uint8Array[]> }).toArray();
  const fonts = new PdfFonts(document);
  for (const { country, ...printed } of texts) {
    const typesetter = await Typesetter.for([printed], country);
    document.addPage();
    for (const line of typesetter.lines(printed, 12, width))
      drawLine(document, fonts, line, 12, { x: 20, y: 20, width });
  }
  fonts.end();
  document.end();
  return Buffer.concat(await bytes);
}

describe("names and places", () => {
  test("there is a case for every script of the fonts", () => {
    const all = names.map(({ text }) => text).join("");
    const missing = scripts.filter((script) => !new RegExp(`\\p{Script=${script}}`, "u").test(all));
    // Bopomofo marks a pronunciation; no name is written in it.
    expect(missing).toEqual(["Bopo"]);
  });

  test.each(names)("are shaped like by hb-shape: $what", async ({ text, country, shaped }) => {
    const fonts = await fontsOf([{ text, weight: "regular" }], country);
    const { glyphRuns, lacking } = shapeLine(paragraphsOf(text)[0] ?? "", "regular", fonts);
    expect(lacking).toEqual([]);
    expect(glyphRuns.map(placedOf)).toEqual(shaped.map(({ glyphs }) => placedBy(glyphs)));
  });

  test.each(["regular", "bold"] as const)("are read back from a PDF: %s", async (weight) => {
    const pdf = await drawn(names.map(({ text, country }) => ({ text, country, weight })));
    const [pages, read] = [await drawnTexts(pdf), await textsOf(pdf)];
    for (const [page, { text, what }] of names.entries()) {
      const line = text.normalize("NFC");
      expect(pages[page], what).toBe(fromTheLeft(line));
      // A reader finds the order by itself where a line has one direction.
      const runs = visualRuns(line);
      if (runs.length > 1) continue;
      const parts = read[page]?.map((part) => part.text) ?? [];
      const spaceless = (parts: string[]) => parts.join("").replace(/[\s\p{Default_Ignorable_Code_Point}]/gu, "");
      expect(spaceless(runs[0]?.rightToLeft ? parts.reverse() : parts), what).toBe(spaceless([line]));
    }
  });
});

describe("an unprintable part", () => {
  test.each([
    ["a character without a font", "Toys 🧸 𐤀", ["🧸", "𐤀"]],
    ["a vowel sign without its letter", "ि दिल्ली", ["ि"]],
    ["a vowel sign after a space", "दिल्ली ि", ["ि"]],
    ["a mark after a space", "A \u0301", ["\u0301"]],
    ["a mark at the beginning", "\u0301A", ["\u0301"]],
    ["a control character", "A\u0007", ["\u0007"]],
  ])("%s", async (_what, text, expected) => {
    const found = await unprintable(text, "IN");
    for (const part of expected) expect(found.join(" ")).toContain(part);
    await expect(Typesetter.for([{ text, weight: "bold" }], "IN")).rejects.toThrow("cannot be printed");
  });

  test("does not include joiners, direction marks, spaces and line breaks", async () => {
    expect(await unprintable("a\u200d\u200c\u200e\u200f\u00ad\ufeff\t\u00a0\u2009\u3000b\r\nc\u2028d", "DE")).toEqual(
      [],
    );
  });

  // Han and Hangul: the beginning of their ranges, which are in few files.
  const charactersOf = (script: string) => {
    const pattern = new RegExp(`\\p{Script=${script}}`, "u");
    const all = Array.from({ length: 0x20000 }, (_, code) => code)
      .filter((code) => code < 0xd800 || code > 0xdfff)
      .map((code) => String.fromCodePoint(code))
      .filter((character) => pattern.test(character));
    return script === "Hani" || script === "Hang" ? all.slice(0, 300) : all;
  };

  test.each(scripts)("is found before drawing, in any combination: %s", async (script) => {
    const others = ["\u200d", "\u200c", " ", "1", "(", "א", "\u0301", "\u25cc"];
    const character = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...charactersOf(script)) },
      { weight: 1, arbitrary: fc.constantFrom(...others) },
    );
    const width = fc.integer({ min: 1, max: 120 });
    await fc.assert(
      fc.asyncProperty(fc.array(character, { minLength: 1, maxLength: 8 }), width, async (characters, most) => {
        const text = characters.join("");
        if ((await unprintable(text, "IN")).length > 0) return;
        const pdf = await drawn([{ text, country: "IN", weight: "bold" }], most);
        const letters = (of: string) =>
          Array.from(of.replace(/[\s\p{Default_Ignorable_Code_Point}]/gu, ""))
            .sort()
            .join("");
        expect(letters((await drawnTexts(pdf)).join(""))).toBe(letters(text.normalize("NFC")));
      }),
      { numRuns: 12, examples: [[["ਖ", "א", "\u200d", "ਭ"], 1]] },
    );
  });
});
