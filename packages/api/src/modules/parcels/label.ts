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

/** Draws a parcel's label: an A6 page with the addresses and the reference as a Code 128 barcode. @returns the PDF */
export async function drawLabel({ reference, sender, recipient, weight }: LabelContent): Promise<Uint8Array> {
  const barcode = await toBuffer({ bcid: "code128", text: reference, scale: 4, height: 18, includetext: false });
  const document = new PDFDocument({
    size: [page.width, page.height],
    margin: page.margin,
    info: { Title: reference },
  });
  const chunks: Uint8Array[] = [];
  const finished = new Promise<void>((resolve, reject) => {
    document.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    document.on("end", resolve);
    document.on("error", reject);
  });
  const width = page.width - 2 * page.margin;
  document
    .font("Helvetica")
    .fontSize(8)
    .fillColor("#555")
    .text(`From ${sender}`, { width, ellipsis: true, height: 10 });
  document
    .moveDown(0.6)
    .moveTo(page.margin, document.y)
    .lineTo(page.width - page.margin, document.y)
    .stroke("#000");
  document.moveDown(1).fontSize(9).text("To");
  const [name = "", ...address] = recipient;
  document.fillColor("#000").font("Helvetica-Bold").fontSize(16).text(name, { width, height: 60, ellipsis: true });
  document.font("Helvetica").fontSize(13).text(address.join("\n"), { width, height: 110, ellipsis: true });
  const bottom = page.height - page.margin;
  document.image(barcode, page.margin, bottom - 110, { fit: [width, 80], align: "center" });
  document
    .font("Helvetica-Bold")
    .fontSize(13)
    .text(reference, page.margin, bottom - 26, { width, align: "center", lineBreak: false });
  document
    .font("Helvetica")
    .fontSize(9)
    .text(`${(weight / 1000).toFixed(2)} kg`, page.margin, bottom - 132, { width, lineBreak: false });
  document.end();
  await finished;
  return Buffer.concat(chunks);
}
