import { createHash } from "node:crypto";
import { importPlans } from "@waybill/db/imports";
import {
  type ImportColumn,
  type ImportPlan,
  type ImportPreview,
  maxColumnsShown,
  onlyVisible,
  storedImportPlan,
  unreadHeaders,
} from "@waybill/validators";
import { eq, sql } from "drizzle-orm";
import { asInserted, PermanentJobError, type TenantContext } from "../../core/index.ts";
import { duplicateHeaders, headersOf, nameKey } from "./column-names.ts";
import { guessColumns } from "./columns.ts";
import type { RawRow } from "./csv-reader.ts";
import { isMapped, type TableImport } from "./kinds.ts";
import { NumberFormatDetector } from "./number-format-detector.ts";
import { RecordReader } from "./records.ts";
import type { Table } from "./table.ts";

/** The number of rows that a preview reads, and of those that it shows. */
const maxPreviewRows = 100_000;
const rowsShown = 8;

/** A key for a header of any length. */
export const headerKey = (headers: readonly string[]): string =>
  createHash("sha256").update(headers.join("\0")).digest("hex");

/** The tenant's last plan for a file with this header, or null. */
export async function rememberedPlan({ db, inTenant }: TenantContext, name: string, header: string) {
  const [row] = await db
    .select({ plan: importPlans.plan })
    .from(importPlans)
    .where(inTenant(importPlans, eq(importPlans.import, name), eq(importPlans.header, header)));
  return storedImportPlan.safeParse(row?.plan).data ?? null;
}

/** Remembers the plan for the next file with this header. */
export async function rememberPlan({ db, tenant }: TenantContext, name: string, header: string, plan: ImportPlan) {
  const values = { plan, updatedAt: sql`now()` };
  const key = [importPlans.tenantId, importPlans.import, importPlans.header];
  await db
    .insert(importPlans)
    .values({ tenantId: tenant.id, import: name, header, ...values })
    .onConflictDoUpdate({ target: key, set: asInserted(values) });
}

/**
 * Reads the first row.
 *
 * @param options.orNone whether an empty sheet is accepted if there are others to choose.
 * @throws {PermanentJobError} if there is none
 */
export async function headerOf(table: Table, { orNone = false } = {}): Promise<string[]> {
  for await (const { cells } of table.rows()) return headersOf(cells);
  if (orNone && table.layout.sheets.length > 1) return [];
  const { sheets, sheet } = table.layout;
  throw new PermanentJobError(
    sheets.length > 1 ? `The sheet ${sheets[(sheet ?? 1) - 1]} is empty.` : "The file is empty.",
  );
}

/** The reasons why a file cannot be imported with these columns. */
export function problemsOf(kind: TableImport, headers: readonly string[], columns: readonly ImportColumn[]): string[] {
  const mapped = columns.filter(isMapped);
  const used = mapped.flatMap(({ from }) => from);
  const doubled = duplicateHeaders(headers).filter((name) => used.includes(name));
  const unknown = used.filter((name) => !headers.includes(name));
  const key = mapped.find(({ to }) => to === kind.key);
  const named = headers.slice(0, 20).join(", ");
  return [
    ...doubled.map((name) => `Two columns are named ${name}. Rename one of them.`),
    ...unknown.map((name) => `The file has no column named ${name}.`),
    ...(key ? [] : [`The file has no column for ${kind.key}. Its columns are: ${named}.`]),
    ...(key && mapped.length === 1 ? ["Only the key column was recognised. Assign the other columns."] : []),
  ];
}

/** The columns of the plan, of the last similar file, or guessed. */
export function columnsOf(
  headers: readonly string[],
  { fields }: Pick<TableImport, "fields">,
  plan: ImportPlan,
  remembered: ImportPlan | null = null,
): ReturnType<typeof guessColumns> {
  const chosen = plan.columns ?? remembered?.columns;
  return chosen ? { columns: chosen, problems: [] } : guessColumns(headers, fields);
}

const shown = (text: string) => onlyVisible(text.replace(/\s+/g, " ")).slice(0, 200).toWellFormed().trim();

const shownCells = ({ cells }: RawRow, width: number) =>
  Array.from({ length: Math.min(width, maxColumnsShown) }, (_, at) => {
    const cell = cells[at] ?? "";
    return shown(typeof cell === "object" ? cell.flaw : String(cell));
  });

/** The findings with the answers for the last similar file. The file itself takes precedence. */
function withAnswers(
  { numberFormats, questions, ...findings }: ReturnType<NumberFormatDetector["findings"]>,
  remembered: ImportPlan | null,
) {
  const answers = remembered?.numberFormats ?? {};
  const open = questions.flatMap(({ about }) => (about === "orderState" ? [] : [about]));
  const answered = Object.fromEntries(open.map((format) => [format, answers[format] ?? null]));
  return {
    ...findings,
    numberFormats: { ...numberFormats, ...answered },
    questions: questions.filter(({ about }) => about === "orderState" || !answers[about]),
  };
}

/** Notes on columns that resemble a field but mean something else. */
export function notesOf({ fields }: Pick<TableImport, "fields">, headers: readonly string[]): ImportPreview["notes"] {
  return Object.entries(fields).flatMap(([to, { doubtful }]) => {
    const names = new Set(doubtful?.names.map(nameKey));
    const named = headers.filter((header) => names.has(nameKey(header)));
    return named.map((from) => ({ to, from, text: doubtful?.note ?? "" }));
  });
}

/** Previews a file. */
export async function previewTable(
  table: Table,
  kind: TableImport,
  plan: ImportPlan,
  remembered: ImportPlan | null,
): Promise<ImportPreview> {
  const headers = await headerOf(table, { orNone: true });
  const { columns, problems: doubts } = columnsOf(headers, kind, plan, remembered);
  // Decisions about orders are kept; number formats may differ in each file.
  const decided = plan.orderStates ?? remembered?.orderStates;
  const reader = new RecordReader(kind.fields, headers, columns, {
    numberFormats: plan.numberFormats,
    orderStates: decided,
  });
  const detector = new NumberFormatDetector(reader);
  const rows: string[][] = [];
  let number = 0;
  for await (const row of table.rows()) {
    number += 1;
    if (number === 1) continue;
    if (rows.length < rowsShown) rows.push(shownCells(row, headers.length));
    detector.inspect(row);
    if (number > maxPreviewRows) break;
  }
  const { numberFormats, orderStates, questions } = withAnswers(detector.findings(), remembered);
  const problems = [...doubts, ...problemsOf(kind, headers, columns)];
  if (number === 0) problems.splice(0, problems.length, "This sheet is empty. Choose another one.");
  if (number === 1) problems.push("The file has no rows below the header.");
  return {
    mode: "preview",
    ...table.layout,
    sheets: table.layout.sheets.map(shown),
    headers: headers.slice(0, maxColumnsShown).map(shown),
    rows,
    columns,
    remembered: !plan.columns && remembered !== null,
    ...{ numberFormats, orderStates },
    encodings: table.layout.encodings.map(({ encoding, sample }) => ({ encoding, sample: shown(sample) })),
    questions: questions.map(({ about, example, text }) => ({ about, example: shown(example), text: shown(text) })),
    unread: unreadHeaders(headers, columns).slice(0, maxColumnsShown).map(shown),
    notes: notesOf(kind, headers)
      .slice(0, 60)
      .map((note) => ({ ...note, from: shown(note.from) })),
    problems: problems.slice(0, 20).map(shown),
  };
}
