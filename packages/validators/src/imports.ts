import { z } from "zod";
import { id } from "./common.ts";
import { whole } from "./numbers.ts";
import { text } from "./text.ts";

/** The readable encodings: by their names in the WHATWG Encoding Standard, others by those of IBM or Apple. */
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

/** The separator of cells. */
export const separators = [",", ";", "\t", "|"] as const;
export type Separator = (typeof separators)[number];

export const lineEnds = ["lf", "crlf", "cr"] as const;

export const decimalMarks = [".", ","] as const;
export const weightUnits = ["g", "kg", "lb", "oz"] as const;
export type WeightUnit = (typeof weightUnits)[number];
/** Prices in major units (59.00) or minor units (5900). */
export const priceUnits = ["major", "minor"] as const;

/** The number formats of a file; null if each cell is unambiguous. */
export const numberFormats = z.object({
  decimal: z.enum(decimalMarks).nullish(),
  weight: z.enum(weightUnits).nullish(),
  price: z.enum(priceUnits).nullish(),
});
export type NumberFormats = z.output<typeof numberFormats>;

/** Decisions about rows by the state of their order, as the file writes it. */
export const orderStates = z
  .array(z.object({ state: text({ max: 100, kind: "prose" }), wanted: z.boolean() }))
  .max(100);
export type OrderStates = z.output<typeof orderStates>;

/** The subjects of questions: a number format, or the state of an order. */
export const questionSubjects = ["decimal", "weight", "price", "orderState"] as const;
export type QuestionSubject = (typeof questionSubjects)[number];

/** A column name from the first row; of a longer one only the beginning counts. */
const header = text({ min: 0, max: 200 });

/** The source of a field's values: columns, joined by a blank, or one value for all rows. */
export const importColumn = z.object({
  to: text({ max: 60, kind: "code" }),
  from: z.array(header).max(5).default([]),
  value: text({ min: 0, max: 200 }).nullish(),
});
export type ImportColumn = z.output<typeof importColumn>;

/** The unused columns of a file, for the preview and the choice of columns. */
export function unreadHeaders(headers: readonly string[], columns: readonly ImportColumn[]): string[] {
  const read = new Set(columns.flatMap(({ from }) => from));
  return [...new Set(headers.filter((header) => !read.has(header)))];
}

/** How to read a file. Omitted properties are detected. */
export const importPlan = z.object({
  encoding: z.enum(encodings).nullish(),
  separator: z.enum(separators).nullish(),
  /** The sheet of a workbook, from 1. */
  sheet: whole(1, 1000).nullish(),
  columns: z.array(importColumn).max(60).nullish(),
  numberFormats: numberFormats.nullish(),
  orderStates: orderStates.nullish(),
});
export type ImportPlan = z.output<typeof importPlan>;

const earlierPlan = z.looseObject({ forms: z.looseObject({ states: z.unknown() }) });

/** A stored plan. Plans of earlier versions have the number formats and the states of orders in `forms`. */
export const storedImportPlan = z.preprocess((given) => {
  const { forms, ...plan } = earlierPlan.safeParse(given).data ?? {};
  return forms ? { ...plan, numberFormats: forms, orderStates: forms.states } : given;
}, importPlan);

/** The action on a file: preview, check or import. */
export const importModes = ["preview", "check", "import"] as const;

/** The input of an import: an uploaded file. */
export const importInput = z.object({
  fileId: id,
  mode: z.enum(importModes).default("import"),
  plan: importPlan.optional(),
});
export type ImportInput = z.output<typeof importInput>;

/** The input of an import's job, whose plan may be of an earlier version. */
export const importJobInput = importInput.extend({ plan: storedImportPlan.optional() });

const count = whole(0);

/** The outcome of a file's rows. Each row is in one of the four counts. */
export const importCounts = z.object({
  rows: count,
  created: count,
  updated: count,
  unchanged: count,
  refused: count,
});
export type ImportCounts = z.output<typeof importCounts>;

/** The result of an import job. */
export const importResult = importCounts.extend({
  /** The CSV of refused rows, with line, field, value and reason; null if there are none. */
  errorFileId: id.nullable(),
});
export type ImportResult = z.output<typeof importResult>;

/** An issue of a check with its position. A warning refuses nothing. */
export const importIssue = z.object({
  line: whole(1),
  column: text({ min: 0, max: 200 }),
  value: text({ min: 0, max: 200, kind: "prose" }),
  reason: text({ min: 0, max: 500, kind: "prose" }),
  warning: z.boolean(),
});
export type ImportIssue = z.output<typeof importIssue>;

/** The maximum number of issues in a check's result; its file has all. */
export const maxIssuesShown = 200;

/** The result of a check job. */
export const importCheck = importCounts.extend({
  mode: z.literal("check"),
  warnings: count,
  issues: z.array(importIssue).max(maxIssuesShown),
  errorFileId: id.nullable(),
});
export type ImportCheck = z.output<typeof importCheck>;

/** The maximum number of columns in a preview. */
export const maxColumnsShown = 500;

const cell = text({ min: 0, max: 200, kind: "prose" });

/** The result of a preview job. */
export const importPreview = z.object({
  mode: z.literal("preview"),
  format: z.enum(["csv", "xlsx"]),
  encoding: z.enum(encodings).nullable(),
  separator: z.enum(separators).nullable(),
  lineEnd: z.enum(lineEnds).nullable(),
  /** The possible encodings with samples, if the file does not decide: a person has to choose. */
  encodings: z.array(z.object({ encoding: z.enum(encodings), sample: cell })).max(encodings.length),
  sheets: z.array(cell).max(1000),
  sheet: whole(1, 1000).nullable(),
  headers: z.array(cell).max(maxColumnsShown),
  rows: z.array(z.array(cell).max(maxColumnsShown)).max(10),
  columns: z.array(importColumn).max(60),
  /** Whether columns and number formats come from the last file with this header. */
  remembered: z.boolean(),
  numberFormats,
  orderStates: orderStates.nullish(),
  /**
   * Open questions for a person. `example` is an ambiguous value of the file, or an unknown state; `text` is the
   * question.
   */
  questions: z
    .array(
      z.object({ about: z.enum(questionSubjects), example: cell, text: text({ min: 0, max: 300, kind: "prose" }) }),
    )
    .max(60),
  /** The unused columns of the file. */
  unread: z.array(cell).max(maxColumnsShown),
  /** Notes on columns, shown if they are chosen for a field. */
  notes: z
    .array(z.object({ to: text({ max: 60, kind: "code" }), from: cell, text: text({ max: 300, kind: "prose" }) }))
    .max(60),
  /** The reasons why the file cannot be read like this. */
  problems: z.array(cell).max(20),
});
export type ImportPreview = z.output<typeof importPreview>;
