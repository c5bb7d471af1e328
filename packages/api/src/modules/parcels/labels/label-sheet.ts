import type { Readable } from "node:stream";
import { drawLine, PdfFonts } from "../../../platform/print/index.ts";
import { bottom, type ComposedLabel, compose, type LabelContent, page, width } from "./label.ts";

const colors = { black: "#000", grey: "#555" };

/** Labels in one PDF, one per page. Each font is embedded once, with the used glyphs only. */
export class LabelSheet {
  readonly #document: PDFKit.PDFDocument;
  readonly #fonts: PdfFonts;

  private constructor(document: PDFKit.PDFDocument) {
    this.#document = document;
    this.#fonts = new PdfFonts(document);
  }

  /** Starts a PDF. The library is loaded on first use. */
  static async start(title: string): Promise<LabelSheet> {
    const { default: PDFDocument } = await import("pdfkit");
    // Every element has a fixed position, so no lower margin may start a second page.
    const margins = { top: page.margin, left: page.margin, right: page.margin, bottom: 0 };
    const size: [number, number] = [page.width, page.height];
    return new LabelSheet(new PDFDocument({ size, margins, autoFirstPage: false, info: { Title: title } }));
  }

  /** The PDF stream, readable while labels are drawn. */
  get stream(): Readable {
    return this.#document as unknown as Readable; // pdfkit's types declare an older stream
  }

  /** Draws a label on the next page. */
  draw({ placed, barcode }: ComposedLabel): void {
    const document = this.#document;
    document.addPage();
    document
      .moveTo(page.margin, 40)
      .lineTo(page.width - page.margin, 40)
      .stroke(colors.black);
    for (const { line, size, y, grey = false, centered } of placed) {
      document.fillColor(grey ? colors.grey : colors.black);
      drawLine(document, this.#fonts, line, size, { x: page.margin, y, width }, centered);
    }
    document.image(barcode, page.margin, bottom - 108, { width, height: 80 });
  }

  /** Finishes the PDF. */
  end(): void {
    this.#fonts.end();
    this.#document.end();
  }
}

/**
 * Draws the label of a parcel: one A6 page with the addresses and the reference as a Code 128 barcode.
 *
 * @returns the PDF.
 * @throws {PermanentJobError} if it has unprintable characters
 */
export async function drawLabel(content: LabelContent): Promise<Uint8Array> {
  const label = await compose(content);
  const sheet = await LabelSheet.start(content.reference);
  const bytes = sheet.stream.toArray();
  sheet.draw(label);
  sheet.end();
  return Buffer.concat(await bytes);
}
