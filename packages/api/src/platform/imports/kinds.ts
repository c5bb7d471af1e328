import type { ImportColumn } from "@waybill/validators";
import type { z } from "zod";
import type { TenantContext } from "../../core/index.ts";
import type { ImportField } from "./columns.ts";
import type { ImportFiles } from "./files.ts";
import type { ReadRow, RowIssue } from "./records.ts";

/** A row of a file that is to be written: what it says, and where it stands. */
export interface Entry extends ReadRow {
  line: number;
  key: string;
}

/** Rows that are written together or not at all: all with one key. */
export interface Unit {
  key: string;
  entries: Entry[];
}

/** What is wrong with a row, or doubtful. */
export interface EntryIssue extends RowIssue {
  entry: Entry;
}

/** What became of units. Counts are of rows; a unit is refused with at least one issue. */
export interface Settled {
  created: number;
  updated: number;
  unchanged: number;
  refused: { unit: Unit; issues: EntryIssue[] }[];
  warnings: EntryIssue[];
}

/** What one kind of import is about, whatever becomes of its rows. */
export interface TableImport {
  files: ImportFiles;
  fields: Readonly<Record<string, ImportField>>;
  /** The field that says which thing a row is about. */
  key: string;
  /** Whether rows with one key are one thing. Otherwise a key stands in one row, and in none where it stands in several. */
  grouped: boolean;
  /** How many units are settled in one transaction. */
  batchSize: number;
  /**
   * Writes units in one transaction, or, where nothing is to be written, finds out what would become of them. Done twice,
   * it changes nothing the second time.
   */
  settle(ctx: TenantContext, units: Unit[], write: boolean): Promise<Settled>;
  /** Says, in the last transaction, that the import is done. */
  finish(ctx: TenantContext): Promise<void>;
}

/** An import of rows that are one thing each. */
export interface RowImport<Row> {
  files: ImportFiles;
  /** One row: texts by column, read and checked. */
  row: z.ZodType<Row>;
  /** The columns that a new row needs; the first of them is its key. */
  columns: readonly string[];
  /** Two rows with the same key are the same thing. */
  keyOf(row: Row): string;
  /** Writes rows, new or changed. */
  write(ctx: TenantContext, rows: Row[]): Promise<{ created: number; updated: number }>;
  /** Says, in the last transaction, that the import is done. */
  finish(ctx: TenantContext): Promise<void>;
  /** Its fields, and how files name and write them. Without it they are texts, named as in `columns`. */
  fields?: Readonly<Record<string, ImportField>>;
  /**
   * What is there already: rows as texts by field, by their keys. With it, what a file leaves out or empty stays as it is,
   * and rows that say nothing new are not written. Without it a row has to be whole.
   *
   * @param lock whether nobody else may change them until the transaction ends.
   */
  existing?(ctx: TenantContext, keys: string[], lock: boolean): Promise<Map<string, Record<string, string>>>;
  /** What is doubtful in a row that can be written. */
  warn?(row: Row): RowIssue[];
}

/** Columns of a plan that say nothing of the file. */
export const isMapped = ({ from, value }: ImportColumn): boolean => from.length > 0 || Boolean(value);
