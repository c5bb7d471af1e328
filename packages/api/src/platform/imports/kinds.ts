import type { ImportColumn } from "@waybill/validators";
import type { z } from "zod";
import type { TenantContext } from "../../core/index.ts";
import type { ImportField } from "./columns.ts";
import type { ImportFiles } from "./files.ts";
import type { ReadRow, RowIssue } from "./records.ts";

/** A row to be written, with its position. */
export interface Entry extends ReadRow {
  line: number;
  key: string;
}

/** Rows that are written together or not at all: those with one key. */
export interface RowGroup {
  key: string;
  entries: Entry[];
}

/** An error or a warning of a row. */
export interface EntryIssue extends RowIssue {
  entry: Entry;
}

/** The outcome of groups. Counts are rows; a refused group has at least one issue. */
export interface GroupsOutcome {
  created: number;
  updated: number;
  unchanged: number;
  refused: { group: RowGroup; issues: EntryIssue[] }[];
  warnings: EntryIssue[];
}

/** The definition of an import. */
export interface TableImport {
  files: ImportFiles;
  fields: Readonly<Record<string, ImportField>>;
  /** The field that identifies the record of a row. */
  key: string;
  /** Whether rows with one key are one record. Otherwise a duplicate key is refused. */
  grouped: boolean;
  /** Groups per transaction. */
  batchSize: number;
  /** Writes groups in one transaction, or only checks them. Idempotent. */
  apply(ctx: TenantContext, groups: RowGroup[], write: boolean): Promise<GroupsOutcome>;
  /** Publishes the end of the import, in the last transaction. */
  finish(ctx: TenantContext): Promise<void>;
}

/** An import of rows that are one record each. */
export interface RowImport<Row> {
  files: ImportFiles;
  /** The schema of a row: texts by column. */
  row: z.ZodType<Row>;
  /** The columns that a new row needs; the first is its key. */
  columns: readonly string[];
  /** The key of a row. */
  keyOf(row: Row): string;
  /** Writes new and changed rows. */
  write(ctx: TenantContext, rows: Row[]): Promise<{ created: number; updated: number }>;
  /** Publishes the end of the import, in the last transaction. */
  finish(ctx: TenantContext): Promise<void>;
  /** Its fields with their names in files and formats. Without it, texts named as in `columns`. */
  fields?: Readonly<Record<string, ImportField>>;
  /**
   * Existing rows as texts by field, by key. With it, missing and empty cells keep the current value, and unchanged
   * rows are not written. Without it rows have to be complete.
   *
   * @param lock locks them until the transaction ends.
   */
  existing?(ctx: TenantContext, keys: string[], lock: boolean): Promise<Map<string, Record<string, string>>>;
  /** Warnings of a valid row. */
  warn?(row: Row): RowIssue[];
}

/** Whether a plan's column has a source in the file or a constant value. */
export const isMapped = ({ from, value }: ImportColumn): boolean => from.length > 0 || Boolean(value);
