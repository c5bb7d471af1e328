import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { toBuffer } from "bwip-js/node";
import PDFDocument from "pdfkit";

/** What is printed on a label. */
export interface LabelContent {
  reference: string;
  sender: string;
  recipient: string[];
  /** Grams. */
  weight: number;
}

/** Points: A6, 105 × 148 mm. */
const page = { width: 297.64, height: 419.53, margin: 22 };
const width = page.width - 2 * page.margin;
const bottom = page.height - page.margin;

/** Fonts with the letters of Latin, Greek and Cyrillic: PDF's own know those of Western Europe alone. */
function fontFile(name: "DejaVuSans" | "DejaVuSans-Bold"): string {
  // Found when a label is drawn: the web app's bundler would take an import of a font for one of its own.
  const manifest = findPackageJSON("dejavu-fonts-ttf", import.meta.url);
  if (!manifest) throw new Error("The package dejavu-fonts-ttf is not installed.");
  return join(dirname(manifest), "ttf", `${name}.ttf`);
}

/**
 * Draws a parcel's label: one A6 page with the addresses and the reference as a Code 128 barcode.
 *
 * @returns the PDF.
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
  document.registerFont("regular", fontFile("DejaVuSans")).registerFont("bold", fontFile("DejaVuSans-Bold"));

  const [name = "", ...address] = recipient;
  document.font("regular").fontSize(8).fillColor("#555");
  document.text(`From ${sender}`, page.margin, page.margin, { width, height: 10, ellipsis: true });
  document
    .moveTo(page.margin, 40)
    .lineTo(page.width - page.margin, 40)
    .stroke("#000");
  document.text("To", page.margin, 50);
  document
    .fillColor("#000")
    .font("bold")
    .fontSize(15)
    .text(name, page.margin, 64, { width, height: 56, ellipsis: true });
  document.font("regular").fontSize(12).text(address.join("\n"), { width, height: 110, ellipsis: true });

  document.fontSize(9).text(`${(weight / 1000).toFixed(2)} kg`, page.margin, bottom - 126, { lineBreak: false });
  document.image(barcode, page.margin, bottom - 108, { width, height: 80 });
  document.font("bold").fontSize(13);
  document.fontSize(Math.min(13, (13 * width) / document.widthOfString(reference)));
  document.text(reference, page.margin, bottom - 20, { width, align: "center", lineBreak: false });
  document.end();
  await finished;
  return Buffer.concat(chunks);
}
