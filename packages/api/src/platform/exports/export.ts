import { Readable } from "node:stream";
import type { ExportFormat } from "@waybill/validators";
import { stringify } from "csv-stringify";
import type { z } from "zod";
import {
  defineFileKind,
  defineJob,
  type FileKind,
  type JobContext,
  type JobDefinition,
  type MemberContext,
  type Permission,
  type TenantContext,
} from "../../core/index.ts";
import { FileService, storeFile } from "../files/index.ts";
import { escapeFormula } from "../spreadsheets/index.ts";
import { type ExportCell, xlsxOf } from "./xlsx.ts";

/** A row of an export, by its columns. */
export type ExportRow<Column extends string> = Record<Column, ExportCell>;

/** The definition of a list's export. */
interface ListExport<Input, Column extends string> {
  /** The plural of the list: "items". It names the job and the file. */
  what: string;
  /** The permission for the list and the file. */
  permission: Permission;
  /** The filter of the list, with the file format. */
  input: z.ZodType<Input>;
  columns: readonly Column[];
  /**
   * Reads the next rows, in a stable order.
   *
   * @param after `next` of the previous batch; null at the beginning.
   * @returns rows, and the position of the next batch; null at the end
   */
  rowsAfter(
    ctx: TenantContext,
    input: Input,
    after: string | null,
  ): Promise<{ rows: ExportRow<Column>[]; next: string | null }>;
}

/** An export of a module: its job, its file kind and the function that queues it. */
export interface DefinedExport<Input> {
  job: JobDefinition<Input>;
  file: FileKind;
  start(ctx: MemberContext, input: Input): Promise<{ jobId: string }>;
}

const mediaTypes: Readonly<Record<ExportFormat, string>> = {
  csv: "text/csv",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

/**
 * Defines the export of a list: a job writes the filtered rows into a CSV or a workbook, in batches, and stores the
 * file with the list's permission. Idempotent: the file is named by the job id.
 */
export function defineExport<Input extends { format: ExportFormat }, const Column extends string>(
  list: ListExport<Input, Column>,
): DefinedExport<Input> {
  const { what, permission, input } = list;
  const name = `${what}.export`;
  const file = defineFileKind({ name, title: `Export of ${what}`, owner: "job", permission });
  const job = defineJob({
    ...{ name, title: `Export ${what}`, readBy: permission, needs: permission, input, timeoutSeconds: 1800 },
    onGiveUp: { noDependents: "The job's page shows the failure." },
    run: (context: JobContext<Input>) => exportList(context, list, file),
  });
  return {
    job,
    file,
    async start(ctx, given) {
      const jobId = await ctx.jobs.enqueue(job, given);
      const filtered = Object.entries<unknown>(given).some(
        ([key, value]) => key !== "format" && value !== undefined && value !== false,
      );
      const summary = filtered ? `exported filtered ${what}` : `exported all ${what}`;
      await ctx.activity.record({ action: name, entity: "job", entityId: jobId, summary, after: { ...given } });
      return { jobId };
    },
  };
}

async function exportList<Input extends { format: ExportFormat }, Column extends string>(
  job: JobContext<Input>,
  { what, columns, rowsAfter }: ListExport<Input, Column>,
  kind: FileKind,
) {
  const { tenant, input, id } = job;
  if (!tenant) throw new Error("An export belongs to a tenant.");
  let count = 0;
  async function* rows(): AsyncGenerator<ExportCell[]> {
    yield [...columns];
    let after: string | null = null;
    do {
      const { rows: found, next }: Awaited<ReturnType<typeof rowsAfter>> = await job.transaction((ctx) =>
        rowsAfter(ctx, input, after),
      );
      for (const row of found) yield columns.map((column) => row[column]);
      count += found.length;
      await job.progress(count, null, `${count.toLocaleString("en")} rows`);
      after = next;
    } while (after !== null);
  }
  const content = input.format === "xlsx" ? () => xlsxOf(rows()) : () => csvOf(rows());
  const name = `${what}-${tenant.slug}.${input.format}`;
  const stored = await storeFile(job, kind, { ownerId: id, name, contentType: mediaTypes[input.format] }, content);
  await job.transaction((ctx) => new FileService(ctx).enter(kind, stored));
  return { rows: count, fileId: id };
}

/** A CSV without formulas. Numbers are written unchanged. */
export function csvOf(rows: AsyncIterable<ExportCell[]>): Readable {
  async function* safe() {
    for await (const row of rows) yield row.map((cell) => (typeof cell === "string" ? escapeFormula(cell) : cell));
  }
  // The byte order mark tells spreadsheets that it is UTF-8.
  return Readable.from(safe()).compose(stringify({ bom: true }));
}
