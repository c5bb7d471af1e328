import { createWriteStream } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Encoding, type ImportPlan, type ImportPreview, type Separator, separators } from "@waybill/validators";
import { PermanentJobError, type UploadCheck } from "../../core/index.ts";
import { unescapeFormula } from "../spreadsheets/index.ts";
import { csvRows, lineEndOf, type RawRow, separatorOf } from "./csv-reader.ts";
import { decoderOf } from "./decoder.ts";
import { decoded, encodingOf, sampleBytes } from "./encoding.ts";
import { Workbook } from "./xlsx-reader.ts";

/** The source of a table. */
export interface TableFile {
  /** Bytes. */
  size: number;
  /** Opens it from the beginning, repeatedly. */
  read(): Promise<Readable>;
  /** A folder for temporary files. */
  folder: string;
}

/** The format of a table. */
type Layout = Pick<ImportPreview, "format" | "encoding" | "separator" | "lineEnd" | "encodings" | "sheets" | "sheet">;

/** A file opened as a table. */
export interface Table {
  layout: Layout;
  /** Its rows including the first, re-read with each call. Empty rows are skipped. */
  rows(): AsyncIterable<RawRow>;
  close(): void;
}

/** File types that are not tables, by their first bytes. */
const foreign: readonly [begin: readonly number[], reason: string][] = [
  [[0xd0, 0xcf, 0x11, 0xe0], "This is an old Excel workbook (.xls). Save it as .xlsx or CSV and try again."],
  [[0x25, 0x50, 0x44, 0x46], "This is a PDF. Export the table as .xlsx or CSV and try again."],
  [[0x89, 0x50, 0x4e, 0x47], "This is an image. Export the table as .xlsx or CSV and try again."],
  [[0xff, 0xd8, 0xff], "This is an image. Export the table as .xlsx or CSV and try again."],
  [[0x1f, 0x8b], "This file is compressed. Extract it and try again."],
];
const zip = [0x50, 0x4b, 0x03, 0x04];

const begins = (sample: Uint8Array, bytes: readonly number[]) => bytes.every((byte, at) => sample[at] === byte);

/** The reason why content is not a table, regardless of its name. */
const knownFormatRefusal = (sample: Uint8Array): string | null =>
  foreign.find(([bytes]) => begins(sample, bytes))?.[1] ?? null;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are searched for; tabs, line and page breaks are text
const noText = /[\u0000-\u0008\u000e-\u001f\u007f]/g;

/** Whether content is binary in any encoding. A few control characters are errors of their rows. */
function isBinary(sample: Uint8Array, whole: boolean): boolean {
  const text = decoderOf(encodingOf(sample, whole).encoding).decode(sample, { stream: !whole });
  return (text.match(noText)?.length ?? 0) > text.length / 20;
}

/** The reason why an upload cannot be a table, by name and first bytes. Empty files are reported later. */
export const tableRefusal: UploadCheck = (name, beginning, whole) => {
  const known = knownFormatRefusal(beginning);
  if (known) return known;
  const asWorkbook = /\.xlsx$/i.test(name);
  if (!asWorkbook && !/\.(?:csv|tsv|txt)$/i.test(name)) {
    return "This file type is not supported. Use a .csv, .tsv, .txt or .xlsx file.";
  }
  if (beginning.length === 0) return null;
  const isWorkbook = begins(beginning, zip);
  if (asWorkbook && !isWorkbook) return "This .xlsx file is not a workbook. Save it as .xlsx or CSV and try again.";
  if (isWorkbook && !asWorkbook)
    return "This text file is compressed. If it is a workbook, rename it to .xlsx; otherwise extract it.";
  return !isWorkbook && isBinary(beginning, whole)
    ? "This is not a text file. Export the table as .xlsx or CSV and try again."
    : null;
};

/**
 * Detects the format of a file and opens it.
 *
 * @param plan the known properties.
 * @throws {PermanentJobError} if it is empty or no table.
 */
export async function openTable(source: TableFile, plan: ImportPlan): Promise<Table> {
  const sample = await beginning(source);
  if (sample.length === 0) throw new PermanentJobError("The file is empty.");
  return begins(sample, zip) ? openWorkbook(source, plan) : openText(source, plan, sample);
}

/** The first bytes of a file. */
async function beginning({ read }: TableFile): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of await read()) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= sampleBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, sampleBytes);
}

async function openText(source: TableFile, plan: ImportPlan, sample: Uint8Array): Promise<Table> {
  const whole = sample.length === source.size;
  const found = plan.encoding ? { encoding: plan.encoding, open: [] } : encodingOf(sample, whole);
  const { encoding } = found;
  const text = decoderOf(encoding).decode(sample, { stream: !whole });
  if (text.trim() === "" && whole) throw new PermanentJobError("The file is empty.");
  // A row cut off at the end of the sample is ignored.
  const full = whole ? text : text.slice(0, Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r")) + 1 || undefined);
  const separator: Separator = plan.separator ?? (await separatorOf(full, separators));
  const encodings = samplesIn(found.open, sample);
  return {
    layout: { format: "csv", encoding, separator, lineEnd: lineEndOf(text), encodings, sheets: [], sheet: null },
    async *rows() {
      for await (const row of csvRows(decoded(await source.read(), encoding), separator)) {
        // In a workbook, text is text; in a CSV, an apostrophe may escape a formula.
        yield { ...row, cells: row.cells.map((cell) => (typeof cell === "string" ? unescapeFormula(cell) : cell)) };
      }
    },
    close() {},
  };
}

/** The number and length of sample lines for a choice of encoding. */
const linesShown = 3;
const lineShown = 60;

/** The first lines on which the encodings differ, in each of them. */
function samplesIn(open: readonly Encoding[], sample: Uint8Array): Layout["encodings"] {
  const readings = open.map((encoding) => ({
    encoding,
    lines: decoderOf(encoding)
      .decode(sample, { stream: true })
      .split(/\r\n|\r|\n/),
  }));
  const [first, ...others] = readings;
  const differ = (first?.lines ?? []).flatMap((line, at) =>
    others.some(({ lines }) => lines[at] !== line) ? [at] : [],
  );
  const shown = differ.slice(0, linesShown);
  return readings.map(({ encoding, lines }) => ({
    encoding,
    sample: shown.map((at) => (lines[at] ?? "").slice(0, lineShown)).join(" / "),
  }));
}

/** The first sheet with a row, from 1, since a cover may be empty; otherwise the first sheet. */
async function firstSheetWithRows(workbook: Workbook): Promise<number> {
  for (const [index] of workbook.sheets.entries()) {
    for await (const _row of workbook.rows(index + 1)) return index + 1;
  }
  return 1;
}

async function openWorkbook({ read, folder }: TableFile, plan: ImportPlan): Promise<Table> {
  const path = join(folder, "workbook.xlsx");
  await pipeline(await read(), createWriteStream(path));
  const workbook = await Workbook.open(path);
  const { sheets } = workbook;
  const sheet = plan.sheet ?? (await firstSheetWithRows(workbook));
  if (sheet > sheets.length) {
    workbook.close();
    throw new PermanentJobError(`The workbook has no sheet number ${sheet}.`);
  }
  return {
    layout: { format: "xlsx", encoding: null, separator: null, lineEnd: null, encodings: [], sheets, sheet },
    rows: () => workbook.rows(sheet),
    close: () => workbook.close(),
  };
}
