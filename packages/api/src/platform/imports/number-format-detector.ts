import {
  type ImportPreview,
  minorDigits,
  type NumberFormats,
  type OrderStates,
  writtenNumber,
} from "@waybill/validators";
import { nameKey } from "./column-names.ts";
import { unitInHeader } from "./columns.ts";
import type { Cell, RawRow } from "./csv-reader.ts";
import { currenciesOf } from "./currencies.ts";
import { type RecordReader, undecidedState } from "./records.ts";

/** The maximum number of states to ask about. */
const maxStates = 40;

/** The detected number formats, the answers about orders, and open questions. */
interface Findings {
  numberFormats: NumberFormats;
  orderStates: OrderStates | null;
  questions: ImportPreview["questions"];
}

/**
 * Detects the number formats of a file. Unambiguous numbers need no answer; ambiguous ones become a question unless
 * other numbers of the file decide it.
 */
export class NumberFormatDetector {
  readonly #reader: RecordReader;
  /** Counts of unambiguous decimal marks. */
  readonly #marks = { ".": 0, ",": 0 };
  readonly #examples: Partial<Record<keyof NumberFormats, string>> = {};
  #majorPrices = false;
  /** Unknown states by key. */
  readonly #states = new Map<string, string>();

  constructor(reader: RecordReader) {
    this.#reader = reader;
  }

  inspect(row: RawRow): void {
    if (row.flaw) return;
    for (const { to } of this.#reader.columns) {
      const kind = this.#reader.fields[to]?.kind ?? "text";
      if (kind === "state") this.#inspectState(to, row);
      if (kind !== "number" && kind !== "weight" && kind !== "price") continue;
      const [cell] = this.#reader.cellsOf(to, row);
      if (cell === undefined || typeof cell === "object") continue;
      if (typeof cell === "string") this.#inspectMark(cell, kind);
      if (kind === "weight") this.#inspectWeight(to, cell);
      if (kind === "price") this.#inspectPrice(cell, row);
    }
  }

  /** The findings. Number formats of the plan take precedence. */
  findings(): Findings {
    const { decimal, weight, price } = this.#reader.numberFormats;
    const { ".": points, ",": commas } = this.#marks;
    const found = points > 0 === commas > 0 ? null : points > 0 ? "." : ",";
    const numberFormats: NumberFormats = {
      decimal: decimal ?? found,
      weight: weight ?? null,
      price: price ?? (this.#majorPrices ? "major" : null),
    };
    const open = (Object.entries(this.#examples) as [keyof typeof questionOf, string][]) // entries forgets the names
      .filter(([format]) => !numberFormats[format])
      .map(([about, example]) => ({ about, example: short(example), text: questionOf[about](short(example)) }));
    const states = [...this.#states.values()].map((example) => ({
      ...{ about: "orderState" as const, example: short(example), text: undecidedState(short(example)) },
    }));
    return { numberFormats, orderStates: this.#reader.orderStates, questions: [...open, ...states] };
  }

  #inspectState(field: string, row: RawRow) {
    const word = this.#reader.textOf(field, row);
    if (word === null || this.#states.size === maxStates || this.#reader.decisionOf(field, word)) return;
    this.#states.set(nameKey(word), word);
  }

  #inspectMark(text: string, kind: "number" | "weight" | "price") {
    const number = writtenNumber(text);
    if (!number) return;
    if (number.unclear) this.#examples.decimal ??= text.trim();
    else if (number.decimal) this.#marks[number.decimal] += 1;
    // 1.299.000: the mark separates thousands, so the other is decimal.
    else if (number.whole.length > 6 && text.includes(".")) this.#marks[","] += 1;
    else if (number.whole.length > 6 && text.includes(",")) this.#marks["."] += 1;
    if (kind === "price" && number.decimal && !number.unclear && number.fraction) this.#majorPrices = true;
  }

  #inspectWeight(field: string, cell: Cell) {
    const number = typeof cell === "string" ? writtenNumber(cell) : { beside: "" };
    // An unknown unit is an error of the row.
    const says = number === null || number.beside !== "" || unitInHeader(this.#reader.columnOf(field));
    if (!says) this.#examples.weight ??= String(cell).trim();
  }

  #inspectPrice(cell: Cell, row: RawRow) {
    if (typeof cell === "number" && !Number.isInteger(cell)) this.#majorPrices = true;
    const number = typeof cell === "string" ? writtenNumber(cell) : { beside: "", decimal: null };
    if (number === null || (number.beside !== "" && !currenciesOf(number.beside))) return;
    const [marked = "EUR"] = currenciesOf(number.beside) ?? [];
    const digits = minorDigits((this.#reader.textOf("currency", row) ?? marked).toUpperCase());
    // Without minor units both readings are equal.
    if (digits > 0 && number.decimal === null && /[1-9]/.test(String(cell))) {
      this.#examples.price ??= String(cell).trim();
    }
  }
}

/** The question about each number format. */
const questionOf: Readonly<Record<keyof NumberFormats, (example: string) => string>> = {
  decimal: (example) => `Choose whether the point or the comma is the decimal mark: ${example} is ambiguous.`,
  weight: (example) => `Choose the unit of weights: ${example} has none.`,
  price: (example) => `Choose the unit of prices: ${example} may be an amount in the currency or in its smallest unit.`,
};

const short = (text: string) => text.slice(0, 100);
