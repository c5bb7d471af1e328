import { PassThrough, pipeline, Readable } from "node:stream";
import { ZipFile } from "yazl";
import { PermanentJobError } from "../../core/index.ts";

/** A cell of an export. Text stays text, so that no spreadsheet reads a formula. */
export type ExportCell = string | number | null;

/** The limits of a workbook in Excel. */
const maxRows = 1_048_576;
const maxCellLength = 32_767;

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const spreadsheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const relationships = "http://schemas.openxmlformats.org/package/2006/relationships";
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const types = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/** The parts of a workbook with one sheet, except the sheet. */
const parts: Readonly<Record<string, string>> = {
  "[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/></Types>`,
  "_rels/.rels": `<Relationships xmlns="${relationships}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  "xl/workbook.xml": `<workbook xmlns="${spreadsheet}" xmlns:r="${office}"><sheets><sheet name="Export" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${relationships}"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
};

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** XML text. Characters that XML cannot hold are dropped. */
const inXml = (text: string) =>
  text
    .slice(0, maxCellLength)
    .toWellFormed()
    .replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, "")
    .replace(/[&<>]/g, (sign) => escapes[sign] ?? sign)
    // A parser reads an unescaped carriage return as a line feed.
    .replaceAll("\r", "&#13;");

function cellOf(cell: ExportCell): string {
  if (cell === null || cell === "") return "<c/>";
  if (typeof cell === "number") return `<c><v>${cell}</v></c>`;
  return `<c t="inlineStr"><is><t xml:space="preserve">${inXml(cell)}</t></is></c>`;
}

async function* sheetOf(rows: AsyncIterable<readonly ExportCell[]>): AsyncGenerator<string> {
  yield `${xml}<worksheet xmlns="${spreadsheet}"><sheetData>`;
  let count = 0;
  for await (const row of rows) {
    count += 1;
    if (count > maxRows) throw new PermanentJobError("A workbook cannot hold this many rows. Export as CSV instead.");
    yield `<row>${row.map(cellOf).join("")}</row>`;
  }
  yield "</sheetData></worksheet>";
}

/** A workbook with one sheet as a stream, with one row in memory at a time. */
export function xlsxOf(rows: AsyncIterable<readonly ExportCell[]>): Readable {
  const zip = new ZipFile();
  const sheet = Readable.from(sheetOf(rows));
  for (const [path, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(xml + content), path);
  zip.addReadStream(sheet, "xl/worksheets/sheet1.xml");
  zip.end();
  const workbook = new PassThrough();
  sheet.on("error", (error) => workbook.destroy(error));
  // If either end fails or is closed early, the other ends too.
  pipeline(zip.outputStream, workbook, () => sheet.destroy());
  return workbook;
}
