import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { type ImportIssue, maxIssuesShown, onlyVisible } from "@waybill/validators";
import { stringify } from "csv-stringify";
import { escapeFormula } from "../spreadsheets/index.ts";

const shown = (text: string, max: number) => onlyVisible(text).slice(0, max).toWellFormed().trim();

/** Collects issues: all of them in a CSV, one per line, and the first ones in memory. */
export class ImportReport {
  readonly #first: ImportIssue[] = [];
  readonly path: string;
  readonly #rows = stringify({ header: true, columns: ["line", "column", "value", "reason"] });
  readonly #written: Promise<void>;
  #closed = false;
  #lines = 0;

  constructor(path: string) {
    this.path = path;
    this.#written = pipeline(this.#rows, createWriteStream(path));
    this.#written.catch(() => {});
  }

  /** Whether the CSV has any rows. */
  get empty(): boolean {
    return this.#lines === 0;
  }

  /** The first issues, in file order. */
  get shown(): ImportIssue[] {
    return this.#first.toSorted((one, other) => one.line - other.line);
  }

  async add(line: number, column: string, value: string, reason: string, warning = false): Promise<void> {
    if (this.#first.length < maxIssuesShown) {
      const texts = { column: shown(column, 200), value: shown(value, 200), reason: shown(reason, 500) };
      this.#first.push({ line: Math.max(1, line), ...texts, warning });
    }
    this.#lines += 1;
    const row = { line, column: escapeFormula(column), value: escapeFormula(value), reason };
    if (!this.#rows.write(row)) await new Promise((resolve) => this.#rows.once("drain", resolve));
  }

  /** Closes the CSV. */
  async close(): Promise<void> {
    if (!this.#closed) this.#rows.end();
    this.#closed = true;
    await this.#written;
  }
}
