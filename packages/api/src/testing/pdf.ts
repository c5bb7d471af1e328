import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";

const pdfjs = dirname(createRequire(import.meta.url).resolve("pdfjs-dist/package.json"));

/** A PDF's texts, page by page, as a reader of PDFs finds them; in logical order, also of right-to-left lines. */
export async function textsOf(pdf: Uint8Array): Promise<{ text: string; x: number; y: number; size: number }[][]> {
  const document = await getDocument({
    data: new Uint8Array(pdf),
    verbosity: 0,
    standardFontDataUrl: `${join(pdfjs, "standard_fonts")}/`,
  }).promise;
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
