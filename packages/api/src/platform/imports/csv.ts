import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream";
import { pipeline as finished } from "node:stream/promises";
import { type FieldIssue, fileName, type ImportResult, zodIssues } from "@waybill/validators";
import { type CsvError, parse } from "csv-parse";
import { stringify } from "csv-stringify";
import type { z } from "zod";
import { InputRefused, type JobContext, JobRefused, type TenantContext } from "../../core/index.ts";
import { FileService, storeFile } from "../files/index.ts";
import type { ImportFiles } from "./files.ts";

/** What one kind of import is about. */
export interface CsvImport<Row> {
  files: ImportFiles;
  /** One row: texts by column, read and checked. */
  row: z.ZodType<Row>;
  /** The columns that a file must have. */
  columns: readonly string[];
  /** Two rows with the same key are the same thing; the later one wins. */
  keyOf(row: Row): string;
  /** Writes rows, new or changed. */
  write(ctx: TenantContext, rows: Row[]): Promise<{ created: number; updated: number }>;
  /** Says, in the last transaction, that the import is done. */
  finish(ctx: TenantContext): Promise<void>;
}

const batchSize = 1000;

/** A good row, and where it stands. */
interface Entry<Row> {
  row: Row;
  record: Record<string, string>;
  line: number;
}

/**
 * Imports a CSV file as a stream, so that memory stays flat whatever its size: each row is checked with the shared
 * schema, good rows are written a thousand at a time, bad ones are reported in a CSV. Running it again writes the same
 * rows again and changes nothing else. A cancelled import keeps what it has written.
 *
 * @throws {JobRefused} where the file is no CSV, or lacks columns.
 */
export async function importCsv<Row>(job: JobContext<{ fileId: string }>, kind: CsvImport<Row>): Promise<ImportResult> {
  const file = await job.transaction((ctx) => new FileService(ctx).ofKind(kind.files.upload, job.input.fileId));
  const folder = await mkdtemp(join(tmpdir(), "waybill-import-"));
  const report = errorReport(join(folder, "errors.csv"));
  const counts = { rows: 0, created: 0, updated: 0, refused: 0 };
  const batch = new Map<string, Entry<Row>>();
  let bytes = 0;

  let writing = Promise.resolve();
  const refuse = async ({ record, line }: Omit<Entry<Row>, "row">, issues: readonly FieldIssue[]) => {
    counts.refused += 1;
    for (const { path, message } of issues) await report.add(line, path.join("."), record, message);
  };
  /** Writes rows by one statement. Where the database refuses one of them, the halves are tried, down to that row. */
  /** @returns how many of them were refused */
  const writeAll = async (entries: Entry<Row>[]): Promise<number> => {
    const [first] = entries;
    if (!first) return 0;
    const rows = entries.map(({ row }) => row);
    try {
      const { created, updated } = await job.transaction((ctx) => kind.write(ctx, rows));
      counts.created += created;
      counts.updated += updated;
      return 0;
    } catch (error) {
      if (!(error instanceof InputRefused)) throw error;
      if (entries.length === 1) {
        await refuse(first, error.issues);
        return 1;
      }
      const half = Math.ceil(entries.length / 2);
      const refused = await writeAll(entries.slice(0, half));
      return refused + (await writeAll(entries.slice(half)));
    }
  };
  /** Writes a piece. @param soFar the rows read up to its end, and how many were refused before it was written */
  const write = async (entries: Entry<Row>[], read: number, soFar: { rows: number; refused: number }) => {
    const refused = await writeAll(entries);
    await job.progress(read, file.size, summary({ rows: soFar.rows, refused: soFar.refused + refused }));
  };
  /** Has what was read written while the next is read: one piece at a time, in the file's order. */
  const flush = async () => {
    await writing;
    writing = write([...batch.values()], bytes, { ...counts });
    // Awaited before the next piece, and at the end.
    writing.catch(() => {});
    batch.clear();
  };

  try {
    await job.progress(0, file.size, "Reading the file");
    const rows = parser(kind.columns);
    // Either end that breaks, or is left early, takes the other with it.
    pipeline(await job.clients.files.read(file.key), rows, () => {});
    for await (const { record, info } of rows) {
      job.signal.throwIfAborted();
      counts.rows += 1;
      bytes = info.bytes;
      const parsed = kind.row.safeParse(record);
      if (parsed.success) batch.set(kind.keyOf(parsed.data), { row: parsed.data, record, line: info.lines });
      else await refuse({ record, line: info.lines }, zodIssues(parsed.error, record));
      if (batch.size >= batchSize) await flush();
    }
    bytes = file.size;
    await flush();
    await writing;
    const path = await report.close();
    const name = fileName.parse(`${file.name.replace(/\.csv$/i, "").slice(0, 180)}-errors.csv`);
    const about = { ownerId: job.id, name, contentType: "text/csv" };
    const refused =
      counts.refused > 0 ? await storeFile(job, kind.files.report, about, () => createReadStream(path)) : null;
    await job.transaction(async (ctx) => {
      if (refused) await new FileService(ctx).enter(kind.files.report, refused);
      await kind.finish(ctx);
    });
    return { ...counts, errorFileId: refused?.id ?? null };
  } catch (error) {
    throw isCsvError(error) ? new JobRefused(`This file is not a CSV that can be read: ${error.message}`) : error;
  } finally {
    await writing.catch(() => {});
    await report.close().catch(() => {});
    await rm(folder, { recursive: true, force: true });
  }
}

const numbers = new Intl.NumberFormat("en");

function summary({ rows, refused }: { rows: number; refused: number }): string {
  const done = rows - refused;
  return `${numbers.format(done)} ${done === 1 ? "row" : "rows"} in, ${numbers.format(refused)} refused`;
}

function isCsvError(error: unknown): error is CsvError {
  return error instanceof Error && "code" in error && String(error.code).startsWith("CSV_");
}

interface ParsedRow {
  record: Record<string, string>;
  info: { lines: number; bytes: number };
}

function parser(required: readonly string[]): AsyncIterable<ParsedRow> & NodeJS.WritableStream {
  return parse({
    bom: true,
    trim: true,
    info: true,
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: 100_000,
    columns: (header: string[]) => {
      const names = header.map((name) => name.trim());
      const missing = required.filter((column) => !names.includes(column));
      if (missing.length > 0) {
        throw new JobRefused(
          `The file lacks the columns ${missing.join(", ")}. Its first line has: ${names.join(", ")}.`,
        );
      }
      return names;
    },
  });
}

/** Writes the report of refused rows to a file, one line an issue. */
function errorReport(path: string) {
  const rows = stringify({ header: true, columns: ["line", "field", "value", "reason"], escape_formulas: true });
  const written = finished(rows, createWriteStream(path));
  let closed = false;
  return {
    async add(line: number, field: string, record: Record<string, string>, reason: string) {
      if (!rows.write({ line, field, value: record[field] ?? "", reason })) {
        await new Promise((resolve) => rows.once("drain", resolve));
      }
    },
    async close(): Promise<string> {
      if (!closed) rows.end();
      closed = true;
      await written;
      return path;
    },
  };
}
