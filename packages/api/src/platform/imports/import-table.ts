import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  fileName,
  type ImportCheck,
  type ImportInput,
  type ImportPreview,
  type ImportResult,
} from "@waybill/validators";
import type { JobContext } from "../../core/index.ts";
import { FileService, storeFile } from "../files/index.ts";
import { ImportRun } from "./import-run.ts";
import type { RowImport, TableImport } from "./kinds.ts";
import { headerKey, headerOf, previewTable, rememberedPlan, rememberPlan } from "./preview.ts";
import { ImportReport } from "./report.ts";
import { rowImport } from "./rows.ts";
import { openTable, type Table } from "./table.ts";

/** Imports rows that are one record each. See {@link importTable}. */
export function importRows<Row>(job: JobContext<ImportInput>, kind: RowImport<Row>) {
  return importTable(job, rowImport(kind));
}

/**
 * Previews, checks or imports a file, by the mode in the job's input.
 *
 * The file is streamed twice: for the keys and number formats of all rows, then to write them. Each row has one outcome; an
 * invalid row is refused alone, with line, column and reason in a CSV. Progress is recorded in the transaction of the
 * write, so that another attempt continues there.
 *
 * @throws {PermanentJobError} if the file is not a table, lacks a required column, or leaves a question open.
 */
export async function importTable(
  job: JobContext<ImportInput>,
  kind: TableImport,
): Promise<ImportPreview | ImportCheck | ImportResult> {
  const { fileId, mode, plan = {} } = job.input;
  const file = await job.transaction((ctx) => new FileService(ctx).ofKind(kind.files.upload, fileId));
  const folder = await mkdtemp(join(tmpdir(), "waybill-import-"));
  let table: Table | undefined;
  try {
    const source = { size: file.size, read: () => job.clients.files.read(file.key), folder };
    table = await openTable(source, plan);
    const header = headerKey(await headerOf(table, { orNone: mode === "preview" }));
    const name = kind.files.upload.name;
    if (mode === "preview") {
      const remembered = await job.transaction((ctx) => rememberedPlan(ctx, name, header));
      const answered = table.layout.encodings.find(({ encoding }) => encoding === remembered?.encoding);
      if (answered) {
        table.close();
        table = await openTable(source, { ...plan, encoding: answered.encoding });
      }
      return await previewTable(table, kind, plan, remembered);
    }
    const report = new ImportReport(join(folder, "errors.csv"));
    try {
      const run = await ImportRun.start(job, kind, table, report);
      await run.run();
      await report.close();
      return await finishImport(job, kind, run, { fileName: file.name, header, name });
    } finally {
      await report.close().catch(() => {});
    }
  } finally {
    table?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Stores the report and publishes the end of the import. */
async function finishImport(
  job: JobContext<ImportInput>,
  kind: TableImport,
  run: ImportRun,
  about: { fileName: string; header: string; name: string },
): Promise<ImportCheck | ImportResult> {
  const { report, counts } = run;
  const name = fileName.parse(`${about.fileName.replace(/\.(?:csv|tsv|txt|xlsx)$/i, "").slice(0, 180)}-errors.csv`);
  const kept = { ownerId: job.id, name, contentType: "text/csv" };
  const stored = report.empty
    ? null
    : await storeFile(job, kind.files.report, kept, () => createReadStream(report.path));
  const check = job.input.mode === "check";
  await job.transaction(async (ctx) => {
    if (stored) await new FileService(ctx).enter(kind.files.report, stored);
    if (check) return;
    await rememberPlan(ctx, about.name, about.header, run.plan);
    await kind.finish(ctx);
  });
  const errorFileId = stored?.id ?? null;
  if (!check) return { ...counts, errorFileId };
  return { mode: "check", ...counts, warnings: run.warnings, issues: report.shown, errorFileId };
}
