import { type Cell, maxColumns, type RawRow } from "./csv-reader.ts";
import { inCodeFormat, type Styles } from "./xlsx-formats.ts";
import { maxCellLength, TextCollector, unescaped } from "./xlsx-text.ts";
import type { XmlHandlers } from "./xlsx-xml.ts";

/** The column index of a cell, from 0: `B3` is 1. */
function columnOf(address: string): number {
  let column = 0;
  for (const sign of address) {
    const letter = sign.charCodeAt(0) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return column - 1;
}

/** Builds rows from the XML of a sheet. Omitted rows and cells are not added. */
export class SheetReader implements XmlHandlers {
  readonly #texts: readonly string[];
  readonly #styles: Styles;
  #rows: RawRow[] = [];
  #line = 0;
  #cells: Cell[] = [];
  #flaw: string | undefined;
  #column = -1;
  #attributes: Record<string, string> = {};
  #value = "";
  #inValue = false;
  readonly #inline = new TextCollector();

  constructor(texts: readonly string[], styles: Styles) {
    this.#texts = texts;
    this.#styles = styles;
  }

  /** Takes the completed rows. */
  take(): RawRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  readonly open = (name: string, attributes: Record<string, string>): void => {
    this.#inline.open(name);
    if (name === "row") {
      this.#line = Math.max(this.#line + 1, Math.trunc(Number(attributes.r)) || 0);
      this.#cells = [];
      this.#flaw = undefined;
      this.#column = -1;
    } else if (name === "c") {
      this.#attributes = attributes;
      this.#column = attributes.r ? columnOf(attributes.r) : this.#column + 1;
      this.#value = "";
    } else if (name === "v") this.#inValue = true;
  };

  readonly text = (text: string): void => {
    this.#inline.add(text);
    if (this.#inValue && this.#value.length < maxCellLength) this.#value += text;
  };

  readonly close = (name: string): void => {
    this.#inline.close(name);
    if (name === "v") this.#inValue = false;
    else if (name === "c") this.#addCell();
    else if (name === "row") this.#addRow();
  };

  #addCell() {
    const inline = this.#inline.take();
    if (this.#column < 0 || this.#column >= maxColumns) {
      this.#flaw = `This row has more than ${maxColumns} columns.`;
      return;
    }
    while (this.#cells.length < this.#column) this.#cells.push("");
    this.#cells[this.#column] = this.#cellOf(inline);
  }

  #cellOf(inline: string): Cell {
    const { t: type = "n", s: style = "0" } = this.#attributes;
    const value = this.#value;
    if (type === "s") return this.#texts[Number(value)] ?? "";
    if (type === "inlineStr") return inline;
    if (type === "str") return unescaped(value);
    if (type === "b") return value === "1" ? "TRUE" : "FALSE";
    if (type === "e") return { flaw: `This cell holds the error ${value || "of a formula"}.` };
    if (value === "") return "";
    if (type === "d" || this.#styles.dates.has(Number(style))) {
      return {
        flaw: "The spreadsheet stores this cell as a date. Format the column as text and enter the value again.",
      };
    }
    const number = Number(value);
    const format = this.#styles.codes.get(Number(style));
    if (!Number.isFinite(number)) return value;
    return format ? inCodeFormat(number, format) : number;
  }

  #addRow() {
    const flaw = this.#flaw;
    if (!flaw && this.#cells.every((cell) => typeof cell === "string" && cell.trim() === "")) return;
    this.#rows.push({ line: this.#line, cells: this.#cells, ...(flaw ? { flaw } : {}) });
  }
}
