import {
  type ImportColumn,
  type ImportPlan,
  type NumberFormats,
  type OrderStates,
  plainNumber,
  writtenNumber,
} from "@waybill/validators";
import { codeOf, countryOf, digitsOf, shownCell, textOf, type Value } from "./cell-values.ts";
import { nameKey } from "./column-names.ts";
import { type ImportField, unitInHeader } from "./columns.ts";
import type { Cell, RawRow } from "./csv-reader.ts";
import { currenciesOf } from "./currencies.ts";
import { inGrams, weightUnitOf } from "./numbers.ts";

/** An issue of a row at a field; the whole row if the field is empty. */
export interface RowIssue {
  field: string;
  reason: string;
}

/** The contents of a row: texts by field, in program notation. Empty cells are omitted. */
export interface ReadRow {
  record: Record<string, string>;
  /** The original texts. */
  original: Record<string, string>;
  issues: RowIssue[];
  /** Warnings. */
  warnings: RowIssue[];
  /** Prices in major units, converted once the currency is known. */
  major: string[];
  /** The possible currencies of prices, by field. */
  marked: Record<string, readonly string[]>;
}

const unclearReason = (text: string) =>
  `${text} is ambiguous. Choose whether the point or the comma is the decimal mark.`;
/** The question about an unknown state. */
export const undecidedState = (word: string): string => `Choose whether to import rows in the state ${word}.`;
const unknownUnit = (unit: string) => `The weight unit ${unit} is not supported. Use g, kg, lb or oz.`;
const noUnitReason = "This weight has no unit. Choose one.";

/** Reads rows by the columns, number formats and decisions about orders of a plan. */
export class RecordReader {
  readonly fields: Readonly<Record<string, ImportField>>;
  readonly columns: readonly ImportColumn[];
  readonly numberFormats: NumberFormats;
  readonly orderStates: OrderStates | null;
  readonly #headers: readonly string[];
  /** The cell positions of each field. */
  readonly #positions: ReadonlyMap<string, number[]>;

  constructor(
    fields: Readonly<Record<string, ImportField>>,
    headers: readonly string[],
    columns: readonly ImportColumn[],
    { numberFormats, orderStates }: Pick<ImportPlan, "numberFormats" | "orderStates">,
  ) {
    this.fields = fields;
    this.columns = columns.filter(({ to }) => Object.hasOwn(fields, to));
    this.numberFormats = numberFormats ?? {};
    this.orderStates = orderStates ?? null;
    this.#headers = headers;
    this.#positions = new Map(
      this.columns.map(({ to, from }) => [to, from.map((name) => headers.indexOf(name)).filter((at) => at >= 0)]),
    );
  }

  /** The column of a field; the field's own name if it has none. */
  columnOf(field: string): string {
    const [at] = this.#positions.get(field) ?? [];
    return at === undefined ? field : (this.#headers[at] ?? field);
  }

  /** The text of a field in a row, including a constant value; null if there is none. */
  textOf(field: string, row: RawRow): string | null {
    const value = this.#valueOf(field, row);
    return value === null || typeof value === "object" ? null : String(value).trim();
  }

  /** The non-empty cells of a field in a row. */
  cellsOf(field: string, { cells }: RawRow): Cell[] {
    const given = (this.#positions.get(field) ?? []).flatMap((at) => cells[at] ?? []);
    return given.filter((cell) => typeof cell !== "string" || cell.trim() !== "");
  }

  /** The key of a row as in its record, or null. */
  keyOf(field: string, row: RawRow): string | null {
    const value = this.#valueOf(field, row);
    return typeof value === "number" ? digitsOf(value) : typeof value === "string" ? value : null;
  }

  read(row: RawRow): ReadRow {
    const read: ReadRow = { record: {}, original: {}, issues: [], warnings: [], major: [], marked: {} };
    if (row.flaw) return { ...read, issues: [{ field: "", reason: row.flaw }] };
    const beyond = row.cells
      .slice(this.#headers.length)
      .filter((cell) => typeof cell !== "string" || cell.trim() !== "");
    if (beyond.length > 0) {
      const reason = `This row has ${row.cells.length} cells, but the header has ${this.#headers.length} columns. Enclose text that contains the separator in quotation marks.`;
      return { ...read, issues: [{ field: "", reason }] };
    }
    for (const { to } of this.columns) this.#readField(to, row, read);
    return read;
  }

  #readField(field: string, row: RawRow, read: ReadRow) {
    const given = this.#valueOf(field, row);
    if (given === null) return;
    read.original[field] = this.cellsOf(field, row).map(shownCell).join(" ");
    const value = typeof given === "object" ? given : this.#convert(field, given, read);
    if (typeof value === "object") read.issues.push({ field, reason: value.reason });
    else if (value !== "") read.record[field] = value;
  }

  /** The text of a field's columns, or the constant value. */
  #valueOf(field: string, row: RawRow): Value | number | null {
    const values = this.cellsOf(field, row).flatMap((cell) => textOf(cell) ?? []);
    const [first, ...others] = values;
    if (first === undefined) return this.columns.find(({ to }) => to === field)?.value || null;
    const wrong = values.find((value) => typeof value === "object");
    if (wrong) return wrong;
    return others.length === 0 ? first : values.join(" ");
  }

  #convert(field: string, value: string | number, read: ReadRow): Value {
    const kind = this.fields[field]?.kind;
    if (kind === "code") return codeOf(value);
    if (kind === "country") return countryOf(String(value));
    if (kind === "number") return this.#number(value, (beside) => beside === "");
    if (kind === "weight") return this.#weight(field, value, read);
    if (kind === "state") return this.#state(field, String(value));
    if (kind === "price") return this.#price(field, value, read);
    return typeof value === "number" ? digitsOf(value) : value;
  }

  /** A number in program notation. Other text is unchanged: the schema reports it. */
  #number(value: string | number, fits: (beside: string) => boolean): Value {
    if (typeof value === "number") return digitsOf(value);
    const number = writtenNumber(value);
    if (!number || !fits(number.beside)) return value;
    if (number.unclear && !this.numberFormats.decimal) return { reason: unclearReason(value) };
    return plainNumber(number, this.numberFormats.decimal);
  }

  #weight(field: string, value: string | number, read: ReadRow): Value {
    const written = typeof value === "number" ? null : writtenNumber(value);
    const fits = (beside: string) => beside === "" || weightUnitOf(beside) !== undefined;
    const plain = this.#number(value, fits);
    if (written?.beside && !fits(written.beside)) return { reason: unknownUnit(written.beside) };
    if (typeof plain === "object" || (typeof value === "string" && (!written || !fits(written.beside)))) return plain;
    const stated = written?.beside ? weightUnitOf(written.beside) : undefined;
    const unit = stated ?? unitInHeader(this.columnOf(field)) ?? this.numberFormats.weight;
    if (!unit) return { reason: noUnitReason };
    const { whole, exact } = inGrams(plain, unit);
    const given = String(value).trim();
    if (exact || (whole !== "0" && (unit === "lb" || unit === "oz"))) return whole;
    if (whole === "0") return { reason: `${given} is less than half a gram. Enter at least 1 gram.` };
    read.warnings.push({ field, reason: `Weights are stored in whole grams: ${given} becomes ${whole} g.` });
    return whole;
  }

  /** The decision about a state: `wanted`, `unwanted`, or a question. */
  #state(field: string, word: string): Value {
    const decided = this.decisionOf(field, word);
    return decided ?? { reason: undecidedState(word) };
  }

  /** Whether rows with a state are imported, by the plan or known words; null if unknown. */
  decisionOf(field: string, word: string): "wanted" | "unwanted" | null {
    const { wanted = [], unwanted = [], anyIsUnwanted = false } = this.fields[field]?.states ?? {};
    // WooCommerce also writes states as `wc-completed`.
    const key = nameKey(word.replace(/^wc-/i, ""));
    const answer = this.orderStates?.find((one) => nameKey(one.state.replace(/^wc-/i, "")) === key);
    if (answer) return answer.wanted ? "wanted" : "unwanted";
    if (anyIsUnwanted) return "unwanted";
    if (wanted.some((one) => nameKey(one) === key)) return "wanted";
    return unwanted.some((one) => nameKey(one) === key) ? "unwanted" : null;
  }

  #price(field: string, value: string | number, read: ReadRow): Value {
    const plain = this.#number(value, (beside) => beside === "" || currenciesOf(beside) !== null);
    const beside = typeof value === "string" ? writtenNumber(value)?.beside : undefined;
    const codes = beside ? currenciesOf(beside) : undefined;
    if (beside && !codes) return { reason: `${String(value).trim()} is not a valid price. Use this format: 5.00 EUR.` };
    if (codes) read.marked[field] = codes;
    if (typeof plain === "string" && this.numberFormats.price === "major") read.major.push(field);
    return plain;
  }
}
