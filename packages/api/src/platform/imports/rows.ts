import { currencyCodes, sameAmount, zodIssues } from "@waybill/validators";
import type { TenantContext } from "../../core/index.ts";
import type { ImportField } from "./columns.ts";
import type { Entry, EntryIssue, GroupsOutcome, RowGroup, RowImport, TableImport } from "./kinds.ts";
import { toMinorUnits } from "./minor-units.ts";
import type { RowIssue } from "./records.ts";

/** Rows per statement. */
const batchSize = 1000;

/** A database row as texts by field, without null values. */
export const textsOf = (row: Readonly<Record<string, string | number | null>>): Record<string, string> =>
  Object.fromEntries(Object.entries(row).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])));

/** Default fields: only their names. */
const plainFields = (columns: readonly string[], key: string): Record<string, ImportField> =>
  Object.fromEntries(columns.map((name) => [name, { kind: name === key ? "code" : "text", names: [] }]));

/** An import of rows that are one record each, as a general import. */
export function rowImport<Row>(kind: RowImport<Row>): TableImport {
  const [key = ""] = kind.columns;
  return {
    files: kind.files,
    fields: kind.fields ?? plainFields(kind.columns, key),
    key,
    grouped: false,
    batchSize,
    apply: (ctx, groups, write) => applyRows(ctx, kind, groups, write),
    finish: kind.finish,
  };
}

async function applyRows<Row>(
  ctx: TenantContext,
  kind: RowImport<Row>,
  groups: RowGroup[],
  write: boolean,
): Promise<GroupsOutcome> {
  const outcome: GroupsOutcome = { created: 0, updated: 0, unchanged: 0, refused: [], warnings: [] };
  const keys = groups.map(({ key }) => key);
  const existing = (await kind.existing?.(ctx, keys, write)) ?? new Map<string, Record<string, string>>();
  const rows: Row[] = [];
  let known = 0;
  for (const group of groups) {
    const [entry] = group.entries;
    if (!entry) continue;
    const before = existing.get(group.key);
    const merged = rowOf(kind, entry, before);
    if ("issues" in merged) {
      outcome.refused.push({ group, issues: merged.issues });
      continue;
    }
    outcome.warnings.push(...(kind.warn?.(merged.row) ?? []).map((warning) => ({ ...warning, entry })));
    if (before && isSame(kind, before, merged.row)) outcome.unchanged += 1;
    else {
      rows.push(merged.row);
      if (before) known += 1;
    }
  }
  if (rows.length === 0) return outcome;
  const counts = write ? await kind.write(ctx, rows) : { created: rows.length - known, updated: known };
  return { ...outcome, ...counts };
}

/** A row merged with the existing record, parsed and validated. */
export function rowOf<Row>(
  { row: schema, columns, fields = {} }: Pick<RowImport<Row>, "row" | "columns" | "fields">,
  entry: Entry,
  before?: Readonly<Record<string, string>>,
): { row: Row } | { issues: EntryIssue[] } {
  const own = { ...entry, record: { ...entry.record } };
  const wrong = [...toMinorUnits(own, before?.currency), ...keepAmounts(own.record, before, fields)];
  const named = new Set(wrong.map(({ field }) => field));
  // Includes every required column, so that a missing one is named.
  const empty = Object.fromEntries(columns.map((name) => [name, ""]));
  const record = { ...empty, ...before, ...own.record };
  const parsed = schema.safeParse(record);
  if (parsed.success && wrong.length === 0) return { row: parsed.data };
  const issues = parsed.success
    ? []
    : zodIssues(parsed.error, record).map(({ path, message }) => ({ field: String(path[0] ?? ""), reason: message }));
  // One message per cell.
  const others = issues.filter(({ field }) => !named.has(field));
  return { issues: [...wrong, ...others].map((issue) => ({ ...issue, entry })) };
}

/** If only the currency changes, the amount stays: 99.00 EUR become 99 JPY. */
function keepAmounts(
  record: Record<string, string>,
  before: Readonly<Record<string, string>> | undefined,
  fields: Readonly<Record<string, ImportField>>,
): RowIssue[] {
  const to = record.currency?.toUpperCase();
  const from = before?.currency;
  if (!to || !from || to === from || !currencyCodes.includes(to)) return [];
  return Object.entries(fields).flatMap(([field, { kind }]) => {
    const price = before[field];
    if (kind !== "price" || price === undefined || record[field] !== undefined) return [];
    const same = sameAmount(Number(price), from, to);
    if (same !== null) record[field] = String(same);
    const reason = `The current price is in ${from} and has more decimal places than ${to} allows. Enter the price too.`;
    return same === null ? [{ field: "currency", reason }] : [];
  });
}

/** Whether a row equals the existing record. */
function isSame<Row>({ row: schema }: RowImport<Row>, before: Record<string, string>, row: Row): boolean {
  const parsed = schema.safeParse(before);
  return parsed.success && JSON.stringify(parsed.data) === JSON.stringify(row);
}
