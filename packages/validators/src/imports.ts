import { z } from "zod";
import { id } from "./common.ts";
import { whole } from "./numbers.ts";
import { text } from "./text.ts";

/** The encodings of files that can be read: by the names of the WHATWG encoding standard, others by those of IBM or Apple. */
export const encodings = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  "windows-1252",
  "windows-1250",
  "windows-1251",
  "windows-1253",
  "windows-1254",
  "windows-1255",
  "windows-1256",
  "windows-1257",
  "iso-8859-2",
  "iso-8859-5",
  "iso-8859-7",
  "iso-8859-15",
  "macintosh",
  "x-mac-ce",
  "x-mac-cyrillic",
  "ibm850",
  "ibm437",
  "ibm737",
  "ibm775",
  "ibm852",
  "ibm857",
  "ibm862",
  "ibm866",
  "koi8-r",
  "koi8-u",
  "windows-874",
  "shift_jis",
  "euc-jp",
  "euc-kr",
  "gb18030",
  "big5",
] as const;
export type Encoding = (typeof encodings)[number];

/** What stands between the cells of a row. */
export const separators = [",", ";", "\t", "|"] as const;
export type Separator = (typeof separators)[number];

export const lineEnds = ["lf", "crlf", "cr"] as const;

export const decimalMarks = [".", ","] as const;
export const weightUnits = ["g", "kg", "lb", "oz"] as const;
export type WeightUnit = (typeof weightUnits)[number];
/** Prices in the currency itself (59.00), or in its smallest unit (5900). */
export const priceUnits = ["major", "minor"] as const;

/** What is done with rows in a state, by its word as files have it. */
const stateAnswer = z.object({ state: text({ max: 100, kind: "prose" }), wanted: z.boolean() });

/** What can be written in more than one way, and how this file writes it; null where the file itself says it in each cell. */
export const importForms = z.object({
  decimal: z.enum(decimalMarks).nullish(),
  weight: z.enum(weightUnits).nullish(),
  price: z.enum(priceUnits).nullish(),
  states: z.array(stateAnswer).max(100).nullish(),
});
export type ImportForms = z.output<typeof importForms>;
export const formNames = ["decimal", "weight", "price", "states"] as const satisfies (keyof ImportForms)[];
export type FormName = (typeof formNames)[number];

/** The name of a column, as the first row of a file has it. Of a longer one the beginning counts. */
const header = text({ min: 0, max: 200 });

/** Where a field's values come from: columns of the file, whose texts are joined by a blank, or one value for all rows. */
export const importColumn = z.object({
  to: text({ max: 60, kind: "code" }),
  from: z.array(header).max(5).default([]),
  value: text({ min: 0, max: 200 }).nullish(),
});
export type ImportColumn = z.output<typeof importColumn>;

/** The columns of a file that no field is read from: the preview names them, and the page as columns are chosen. */
export function unreadHeaders(headers: readonly string[], columns: readonly ImportColumn[]): string[] {
  const read = new Set(columns.flatMap(({ from }) => from));
  return [...new Set(headers.filter((header) => !read.has(header)))];
}

/** How a file is read. What is left out is found by looking at the file. */
export const importPlan = z.object({
  encoding: z.enum(encodings).nullish(),
  separator: z.enum(separators).nullish(),
  /** The sheet of a workbook, from 1. */
  sheet: whole(1, 1000).nullish(),
  columns: z.array(importColumn).max(60).nullish(),
  forms: importForms.nullish(),
});
export type ImportPlan = z.output<typeof importPlan>;

/** What to do with a file: show how it would be read, list everything that is wrong with it, or write it. */
export const importModes = ["preview", "check", "import"] as const;

/** What an import reads: a file uploaded before. */
export const importInput = z.object({
  fileId: id,
  mode: z.enum(importModes).default("import"),
  plan: importPlan.optional(),
});
export type ImportInput = z.output<typeof importInput>;

const count = whole(0);

/** What became of a file's rows. Each row is in one of the four counts. */
export const importCounts = z.object({
  rows: count,
  created: count,
  updated: count,
  unchanged: count,
  refused: count,
});
export type ImportCounts = z.output<typeof importCounts>;

/** How an import ended: its job's result. */
export const importResult = importCounts.extend({
  /** The CSV of refused rows, with line, field, value and reason; null where there are none. */
  errorFileId: id.nullable(),
});
export type ImportResult = z.output<typeof importResult>;

/** One thing that a check found, and where. A warning refuses nothing. */
export const importIssue = z.object({
  line: whole(1),
  column: text({ min: 0, max: 200 }),
  value: text({ min: 0, max: 200, kind: "prose" }),
  reason: text({ min: 0, max: 500, kind: "prose" }),
  warning: z.boolean(),
});
export type ImportIssue = z.output<typeof importIssue>;

/** The most issues that a check's result tells; its file tells all. */
export const mostIssuesShown = 200;

/** What an import would do: the result of a check's job. */
export const importCheck = importCounts.extend({
  mode: z.literal("check"),
  warnings: count,
  issues: z.array(importIssue).max(mostIssuesShown),
  errorFileId: id.nullable(),
});
export type ImportCheck = z.output<typeof importCheck>;

/** The most columns of a preview. */
export const mostColumnsShown = 500;

const cell = text({ min: 0, max: 200, kind: "prose" });

/** How a file would be read: the result of a preview's job. */
export const importPreview = z.object({
  mode: z.literal("preview"),
  format: z.enum(["csv", "xlsx"]),
  encoding: z.enum(encodings).nullable(),
  separator: z.enum(separators).nullable(),
  lineEnd: z.enum(lineEnds).nullable(),
  /** The encodings that the file may be in where it does not tell which, with some of its text in each: somebody has to decide. */
  encodings: z.array(z.object({ encoding: z.enum(encodings), sample: cell })).max(encodings.length),
  sheets: z.array(cell).max(1000),
  sheet: whole(1, 1000).nullable(),
  headers: z.array(cell).max(mostColumnsShown),
  rows: z.array(z.array(cell).max(mostColumnsShown)).max(10),
  columns: z.array(importColumn).max(60),
  /** Whether the columns and forms are those of the last file with this header. */
  remembered: z.boolean(),
  forms: importForms,
  /**
   * What the file does not say: somebody has to decide. `example` is a value of the file that cannot be read without an
   * answer, or a state's word; `text` asks for it.
   */
  questions: z
    .array(z.object({ form: z.enum(formNames), example: cell, text: text({ min: 0, max: 300, kind: "prose" }) }))
    .max(60),
  /** The columns of the file that nothing is read from. */
  unread: z.array(cell).max(mostColumnsShown),
  /** What to know of a column where it is chosen for a field. */
  notes: z
    .array(z.object({ to: text({ max: 60, kind: "code" }), from: cell, text: text({ max: 300, kind: "prose" }) }))
    .max(60),
  /** Why the file cannot be read like this, in words. */
  problems: z.array(cell).max(20),
});
export type ImportPreview = z.output<typeof importPreview>;
