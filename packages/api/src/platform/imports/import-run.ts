import { jobs } from "@waybill/db/core";
import type { ImportCounts, ImportInput, ImportPlan } from "@waybill/validators";
import { sql } from "drizzle-orm";
import {
  InputRefused,
  JobCancelled,
  type JobContext,
  PermanentJobError,
  recordProgress,
  type TenantContext,
} from "../../core/index.ts";
import type { RawRow } from "./csv-reader.ts";
import { type Checkpoint, checkpointOf } from "./import-checkpoint.ts";
import { addKeyLine, duplicateIssue, type KeyLines } from "./key-lines.ts";
import { type EntryIssue, type GroupsOutcome, isMapped, type RowGroup, type TableImport } from "./kinds.ts";
import { NumberFormatDetector } from "./number-format-detector.ts";
import { columnsOf, headerOf, notesOf, problemsOf } from "./preview.ts";
import { RecordReader } from "./records.ts";
import type { ImportReport } from "./report.ts";
import type { Table } from "./table.ts";

const rowsOf = (refused: GroupsOutcome["refused"]) => refused.reduce((sum, { group }) => sum + group.entries.length, 0);
const numbers = new Intl.NumberFormat("en");
function summary({ created, updated, unchanged, refused }: Omit<ImportCounts, "rows">): string {
  const accepted = created + updated + unchanged;
  const words = `${numbers.format(accepted)} ${accepted === 1 ? "row" : "rows"} accepted, ${numbers.format(refused)} refused`;
  return words;
}

/** The number formats of columns with documented names. */
const programFormats: Readonly<Record<string, string>> = { weight: "g", price: "minor" };

/** Whether the columns of a kind have their documented names. */
const hasDocumentedName = ({ fields, columns }: RecordReader, kind: string) =>
  columns.every(({ to, from: [header] }) => fields[to]?.kind !== kind || header === to);

/** The maximum number of rows: all keys are known before the first write. */
const maxRows = 1_000_000;

/** One pass over a file. */
export class ImportRun {
  readonly report: ImportReport;
  /** The plan with the detected properties. */
  readonly plan: ImportPlan;
  readonly counts: ImportCounts = { rows: 0, created: 0, updated: 0, unchanged: 0, refused: 0 };
  warnings = 0;
  readonly #job: JobContext<ImportInput>;
  readonly #kind: TableImport;
  readonly #table: Table;
  readonly #reader: RecordReader;
  /** The lines of each key. */
  readonly #lines: ReadonlyMap<string, KeyLines>;
  readonly #total: number;
  /** The counts of earlier attempts. */
  readonly #before: Checkpoint | null;
  /** The number of processed groups, in the order of the file, which is the same in every attempt. */
  #processed = 0;
  /** Rows refused by the database, not during reading. */
  #refusedByDatabase = 0;
  #pending: RowGroup[] = [];
  /** The issues of this batch. */
  #refused: EntryIssue[] = [];
  /** Incomplete groups and their issues. */
  readonly #openGroups = new Map<string, { group: RowGroup; issues: EntryIssue[] }>();

  private constructor(
    parts: Pick<ImportRun, "report" | "plan"> & {
      job: JobContext<ImportInput>;
      kind: TableImport;
      table: Table;
      reader: RecordReader;
      lines: Map<string, KeyLines>;
      total: number;
      before: Checkpoint | null;
    },
  ) {
    this.report = parts.report;
    this.plan = parts.plan;
    this.#job = parts.job;
    this.#kind = parts.kind;
    this.#table = parts.table;
    this.#reader = parts.reader;
    this.#lines = parts.lines;
    this.#total = parts.total;
    this.#before = parts.before;
  }

  /** The first pass over a file. @throws {PermanentJobError} if it cannot be imported, or leaves a question open */
  static async start(
    job: JobContext<ImportInput>,
    kind: TableImport,
    table: Table,
    report: ImportReport,
  ): Promise<ImportRun> {
    const { plan = {}, mode } = job.input;
    const headers = await headerOf(table);
    const found = columnsOf(headers, kind, plan);
    const columns = found.columns.filter(isMapped);
    const [problem] = [...found.problems, ...problemsOf(kind, headers, columns)];
    if (problem) throw new PermanentJobError(problem);
    const { encodings } = table.layout;
    if (encodings.length > 0) {
      const named = encodings.map(({ encoding }) => encoding).join(", ");
      throw new PermanentJobError(`Choose the encoding of the file. It may be ${named}.`);
    }
    await job.progress(0, null, "Reading the file");
    const first = new RecordReader(kind.fields, headers, columns, plan);
    const detector = new NumberFormatDetector(first);
    const lines = new Map<string, KeyLines>();
    let total = -1;
    for await (const row of table.rows()) {
      job.signal.throwIfAborted();
      total += 1;
      if (total === 0) continue;
      if (total > maxRows)
        throw new PermanentJobError(`A file can have at most ${maxRows.toLocaleString("en")} rows. Split it.`);
      detector.inspect(row);
      addKeyLine(lines, row.flaw ? null : first.keyOf(kind.key, row), row.line);
    }
    if (total === 0) throw new PermanentJobError("The file has no rows below the header.");
    const { numberFormats, orderStates, questions } = detector.findings();
    const open = questions.filter(
      ({ about }) => plan.numberFormats || !(about in programFormats) || !hasDocumentedName(first, about),
    );
    if (open.length > 0) throw new PermanentJobError(open.map(({ text }) => text).join(" "));
    const known = {
      ...numberFormats,
      weight: numberFormats.weight ?? "g",
      price: numberFormats.price ?? "minor",
    } as const;
    const reader = new RecordReader(kind.fields, headers, columns, { numberFormats: known, orderStates });
    const before = mode === "import" ? await checkpointOf(job) : null;
    const { encoding, separator, sheet } = table.layout;
    const kept: ImportPlan = { encoding, separator, sheet, columns, numberFormats, orderStates };
    return new ImportRun({ report, plan: kept, job, kind, table, reader, lines, total, before });
  }

  /** The second pass over a file: writes or checks each row. */
  async run(): Promise<void> {
    await this.#reportColumnNotes();
    let header = true;
    for await (const row of this.#table.rows()) {
      this.#job.signal.throwIfAborted();
      if (!header) await this.#readRow(row);
      header = false;
    }
    await this.#flush();
  }

  /** Adds notes on the chosen columns. */
  async #reportColumnNotes(): Promise<void> {
    const chosen = (this.plan.columns ?? []).map(({ to, from }) => ({ to, from: new Set(from) }));
    const headers = chosen.flatMap(({ from }) => [...from]);
    for (const { to, from, text } of notesOf(this.#kind, headers)) {
      if (!chosen.some((column) => column.to === to && column.from.has(from))) continue;
      this.warnings += 1;
      if (!this.#writes) await this.report.add(1, from, "", text, true);
    }
  }

  async #readRow(row: RawRow): Promise<void> {
    this.counts.rows += 1;
    const key = row.flaw ? null : this.#reader.keyOf(this.#kind.key, row);
    const read = this.#reader.read(row);
    const entry = { ...read, line: row.line, key: key ?? "" };
    if (key === null && read.issues.length === 0) read.issues.push({ field: this.#kind.key, reason: "Fill this in." });
    const issues = read.issues.map((issue) => ({ ...issue, entry }));
    for (const warning of read.warnings) await this.#warn({ ...warning, entry });
    if (key === null) return this.#add({ key: "", entries: [entry] }, issues);
    const lines = this.#lines.get(key) ?? { first: row.line, second: null, count: 1 };
    if (!this.#kind.grouped) {
      if (lines.count > 1) issues.push({ entry, ...duplicateIssue(this.#kind.key, key, lines, row.line) });
      return this.#add({ key, entries: [entry] }, issues);
    }
    const open = this.#openGroups.get(key) ?? { group: { key, entries: [] }, issues: [] };
    open.group.entries.push(entry);
    open.issues.push(...issues);
    if (open.group.entries.length < lines.count) return void this.#openGroups.set(key, open);
    this.#openGroups.delete(key);
    await this.#add(open.group, open.issues);
  }

  async #add(group: RowGroup, issues: EntryIssue[]): Promise<void> {
    if (issues.length > 0) this.#refuse(group, issues);
    else this.#pending.push(group);
    if (this.#pending.length + this.#refused.length >= this.#kind.batchSize) await this.#flush();
  }

  /** Refuses a group: reports the issues of its rows, and refuses its other rows with them. */
  #refuse(group: RowGroup, issues: readonly EntryIssue[], counted = true): void {
    if (counted) this.counts.refused += group.entries.length;
    const bad = new Set(issues.map(({ entry }) => entry));
    const [first] = bad;
    this.#refused.push(...issues);
    for (const entry of group.entries.filter((one) => !bad.has(one))) {
      const reason = `Line ${first?.line ?? 0} of ${group.key} was refused, so the other rows of ${group.key} were refused too.`;
      this.#refused.push({ entry, field: "", reason });
    }
  }

  async #report({ entry, field, reason }: EntryIssue, warning: boolean): Promise<void> {
    const column = field === "" ? "" : this.#reader.columnOf(field);
    await this.report.add(entry.line, column, field === "" ? "" : (entry.original[field] ?? ""), reason, warning);
  }

  /** Applies the collected groups. Groups of an earlier attempt are only checked for the report. */
  async #flush(): Promise<void> {
    const groups = this.#pending;
    this.#pending = [];
    const done = this.#before?.settled ?? 0;
    const earlier = groups.slice(0, Math.max(0, done - this.#processed));
    const now = groups.slice(earlier.length);
    if (earlier.length > 0) {
      this.#processed += earlier.length;
      const { refused } = await this.#job.transaction((ctx) => this.#kind.apply(ctx, earlier, false));
      for (const { group, issues } of refused) this.#refuse(group, issues, false);
      if (this.#processed === done && this.#before) this.#resume(this.#before);
    }
    if (now.length > 0 || groups.length === 0) await this.#applyGroups(now);
    const refused = this.#refused.sort((a, b) => a.entry.line - b.entry.line);
    this.#refused = [];
    for (const issue of refused) await this.#report(issue, false);
  }

  /** Writes or checks groups in one transaction. If the database refuses one, the halves are tried, down to that group. */
  async #applyGroups(groups: RowGroup[]): Promise<void> {
    try {
      const outcome = await this.#job.transaction(async (ctx) => {
        const applied = await this.#kind.apply(ctx, groups, this.#writes);
        await this.#recordProgress(ctx, groups, applied);
        return applied;
      });
      this.#processed += groups.length;
      this.#refusedByDatabase += rowsOf(outcome.refused);
      this.#count(outcome);
      for (const { group, issues } of outcome.refused) this.#refuse(group, issues);
      for (const warning of outcome.warnings) await this.#warn(warning);
    } catch (error) {
      if (!(error instanceof InputRefused)) throw error;
      const [group, ...others] = groups;
      if (!group) throw error;
      if (others.length > 0) {
        const half = Math.ceil(groups.length / 2);
        await this.#applyGroups(groups.slice(0, half));
        await this.#applyGroups(groups.slice(half));
        return;
      }
      const issues = error.issues.flatMap(({ path, message }) =>
        group.entries.slice(0, 1).map((entry) => ({ entry, field: String(path[0] ?? ""), reason: message })),
      );
      const refused = { created: 0, updated: 0, unchanged: 0, refused: [{ group, issues }], warnings: [] };
      await this.#job.transaction((ctx) => this.#recordProgress(ctx, groups, refused));
      this.#processed += 1;
      this.#refusedByDatabase += group.entries.length;
      this.#refuse(group, issues);
    }
  }

  async #warn(warning: EntryIssue): Promise<void> {
    this.warnings += 1;
    if (!this.#writes) await this.#report(warning, true);
  }

  get #writes(): boolean {
    return this.#job.input.mode === "import";
  }

  #count({ created, updated, unchanged }: Pick<ImportCounts, "created" | "updated" | "unchanged">) {
    this.counts.created += created;
    this.counts.updated += updated;
    this.counts.unchanged += unchanged;
  }

  /** Restores the counts of an earlier attempt. */
  #resume(before: Checkpoint) {
    this.#count(before);
    this.#refusedByDatabase += before.refusedThere;
    this.counts.refused += before.refusedThere;
  }

  /**
   * Records the progress in the same transaction.
   *
   * @throws {JobCancelled} if the job was cancelled or another attempt has continued; then nothing is written.
   */
  async #recordProgress(ctx: TenantContext, groups: readonly RowGroup[], outcome: GroupsOutcome): Promise<void> {
    const { counts } = this;
    const total = {
      ...{ created: counts.created + outcome.created, updated: counts.updated + outcome.updated },
      unchanged: counts.unchanged + outcome.unchanged,
      refused: counts.refused + rowsOf(outcome.refused),
    };
    const refusedThere = this.#refusedByDatabase + rowsOf(outcome.refused);
    const rows = total.created + total.updated + total.unchanged + total.refused;
    const processed = this.#processed + groups.length;
    const noOtherAttempt = sql`coalesce((${jobs.result} ->> 'settled')::int, 0) = ${this.#processed}`;
    const checkpoint = { rows, ...total, errorFileId: null, settled: processed, refusedThere };
    const recorded = await recordProgress(ctx, this.#job.id, {
      ...{ done: rows, total: this.#total, message: summary(total) },
      ...(this.#writes ? { checkpoint, where: noOtherAttempt } : {}),
    });
    if (!recorded) throw new JobCancelled("The job was cancelled.");
  }
}
