import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { getDocument, OPS } from "pdfjs-dist/legacy/build/pdf.mjs";
import { z } from "zod";

const pdfjs = dirname(createRequire(import.meta.url).resolve("pdfjs-dist/package.json"));

const opened = (pdf: Uint8Array) =>
  getDocument({ data: new Uint8Array(pdf), verbosity: 0, standardFontDataUrl: `${join(pdfjs, "standard_fonts")}/` })
    .promise;

/** The texts of a PDF page by page, as a reader extracts them; in logical order, also of right-to-left lines. */
export async function textsOf(pdf: Uint8Array): Promise<{ text: string; x: number; y: number; size: number }[][]> {
  const document = await opened(pdf);
  return Promise.all(
    Array.from({ length: document.numPages }, async (_, index) => {
      const { items } = await (await document.getPage(index + 1)).getTextContent();
      return items.flatMap((item) =>
        "str" in item && item.str.trim()
          ? [{ text: item.str, x: item.transform[4], y: item.transform[5], size: item.height }]
          : [],
      );
    }),
  );
}

const shownGlyphs = z.array(z.union([z.number(), z.object({ unicode: z.string() })]));

/** The text of a PDF's glyphs page by page, in drawing order. */
export async function drawnTexts(pdf: Uint8Array): Promise<string[]> {
  const document = await opened(pdf);
  return Promise.all(
    Array.from({ length: document.numPages }, async (_, index) => {
      const { fnArray, argsArray } = await (await document.getPage(index + 1)).getOperatorList();
      return fnArray
        .flatMap((operator, at) => (operator === OPS.showText ? shownGlyphs.parse(argsArray[at][0]) : []))
        .map((glyph) => (typeof glyph === "number" ? "" : glyph.unicode))
        .join("");
    }),
  );
}
