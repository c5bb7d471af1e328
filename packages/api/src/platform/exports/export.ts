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
import { escapeFormula } from "../imports/index.ts";
import { type ExportCell, xlsxOf } from "./xlsx.ts";

/** A row of an export, by its columns. */
export type ExportRow<Column extends string> = Record<Column, ExportCell>;

/** What a list's export is about. */
interface ListExport<Input, Column extends string> {
  /** The list in the plural: "items". The job and its file are named after it. */
  what: string;
  /** Reads the list, and the file that is made of it. */
  permission: Permission;
  /** The list's filter, with the form of the file. */
  input: z.ZodType<Input>;
  columns: readonly Column[];
  /**
   * Reads the next rows, in an order that does not change.
   *
   * @param after what the piece before gave as `next`; null at the beginning.
   * @returns rows, and what the next piece goes on after; null at the end
   */
  piece(
    ctx: TenantContext,
    input: Input,
    after: string | null,
  ): Promise<{ rows: ExportRow<Column>[]; next: string | null }>;
}

/** An export that a module offers: its job, its file, and what queues it. */
export interface DefinedExport<Input> {
  job: JobDefinition<Input>;
  file: FileKind;
  begin(ctx: MemberContext, input: Input): Promise<{ jobId: string }>;
}

const mediaTypes: Readonly<Record<ExportFormat, string>> = {
  csv: "text/csv",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

/**
 * Declares the export of a list: a job writes what the filter finds into a CSV or a workbook, a piece at a time, and keeps
 * it with the list's permission. Run twice, it writes the same file, named by the job's id.
 */
export function defineExport<Input extends { format: ExportFormat }, const Column extends string>(
  list: ListExport<Input, Column>,
): DefinedExport<Input> {
  const { what, permission, input } = list;
  const name = `${what}.export`;
  const file = defineFileKind({ name, title: `Export of ${what}`, owner: "job", permission });
  const job = defineJob({
    ...{ name, title: `Export ${what}`, readBy: permission, needs: permission, input, timeoutSeconds: 1800 },
    onGiveUp: { nothingWaits: "The job's page shows the failure." },
    handler: (context: JobContext<Input>) => exportList(context, list, file),
  });
  return {
    job,
    file,
    async begin(ctx, given) {
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
  { what, columns, piece }: ListExport<Input, Column>,
  kind: FileKind,
) {
  const { tenant, input, id } = job;
  if (!tenant) throw new Error("An export belongs to a tenant.");
  let count = 0;
  async function* rows(): AsyncGenerator<ExportCell[]> {
    yield [...columns];
    let after: string | null = null;
    do {
      const { rows: found, next }: Awaited<ReturnType<typeof piece>> = await job.transaction((ctx) =>
        piece(ctx, input, after),
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

/** A CSV in which no text is taken for a formula. Numbers are written as they are. */
export function csvOf(rows: AsyncIterable<ExportCell[]>): Readable {
  async function* safe() {
    for await (const row of rows) yield row.map((cell) => (typeof cell === "string" ? escapeFormula(cell) : cell));
  }
  // The mark by which spreadsheets know that it is UTF-8.
  return Readable.from(safe()).compose(stringify({ bom: true }));
}
