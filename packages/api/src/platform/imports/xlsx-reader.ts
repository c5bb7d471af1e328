import type { Readable } from "node:stream";
import { SaxesParser } from "saxes";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { PermanentJobError } from "../../core/index.ts";
import { type Cell, maxColumns, type RawRow } from "./csv-reader.ts";

/** The maximum uncompressed size of a workbook, in bytes: streamed, not kept. */
const maxUncompressedBytes = 512 * 1024 * 1024;

/** The maximum size of its shared texts, in bytes: kept in memory. */
const maxSharedTextBytes = 64 * 1024 * 1024;

/**
 * The maximum compression ratio of a part. Real sheets have 5 to 30; more indicates a zip bomb. Small parts are exempt.
 */
const maxCompressionRatio = 200;
const smallPart = 8 * 1024 * 1024;

/**
 * The maximum size between or inside tags, in bytes: a cell has up to 32,767 characters of up to ten bytes. The parser
 * buffers incomplete markup, so longer input is refused before.
 */
const maxMarkupBytes = 1024 * 1024;

/** The maximum number of files in a workbook. */
const maxEntries = 10_000;

/** The maximum text length of a cell in Excel. */
const maxCellLength = 32_767;

const noWorkbook = () => new PermanentJobError("This workbook cannot be read. Save it as .xlsx or CSV and try again.");

const tooLongCell = () =>
  new PermanentJobError(
    `A cell of this workbook is longer than ${maxCellLength.toLocaleString("en")} characters. Shorten it and try again.`,
  );

/** The handlers for a part of a workbook. */
interface XmlHandlers {
  open?: (name: string, attributes: Record<string, string>) => void;
  text?: (text: string) => void;
  close?: (name: string) => void;
}

/** The local name: some programs write `x:row`. */
const localName = (name: string) => name.slice(name.indexOf(":") + 1);

/**
 * Streams XML. Declared entities are unknown, so that none can expand.
 *
 * @returns after each chunk, so that its results can be taken.
 * @throws {PermanentJobError} for invalid XML, or more than {@link maxMarkupBytes} without a tag
 */
async function* readXml(stream: Readable, { open, text, close }: XmlHandlers): AsyncGenerator<void> {
  const parser = new SaxesParser({ position: false, xmlns: false });
  parser.on("error", () => {
    throw noWorkbook();
  });
  let sinceTag = 0;
  parser.on("opentag", ({ name, attributes }) => {
    sinceTag = 0;
    open?.(localName(name), attributes);
  });
  if (text) parser.on("text", text);
  parser.on("closetag", ({ name }) => {
    sinceTag = 0;
    close?.(localName(name));
  });
  const decoder = new TextDecoder("utf-8");
  for await (const chunk of stream) {
    sinceTag += chunk.length;
    if (sinceTag > maxMarkupBytes) throw tooLongCell();
    parser.write(decoder.decode(chunk, { stream: true }));
    yield;
  }
  parser.write(decoder.decode()).close();
  yield;
}

/** The built-in number formats of dates. */
const isBuiltInDate = (id: number) =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);

/** Whether a custom format is a date format: it names days, months, years or hours outside quotations. */
const isDateFormat = (code: string) => /[dmyhs]/i.test(code.replace(/"[^"]*"?|\\.|\[[^\]]*\]?/g, ""));

/**
 * A format of zeros and signs, as for postcodes and article numbers (`00000`, `00\\-000`): the displayed digits,
 * including leading zeros, are the value.
 *
 * @returns the display of each place, null for a digit; undefined for other formats
 */
function codeFormatOf(code: string): readonly (string | null)[] | undefined {
  const [first = ""] = code.split(";");
  if (!/^(?:0|\\.|"[^"]*"|[-/() ])+$/.test(first)) return undefined;
  const places = [...first.matchAll(/0|\\.|"[^"]*"|[-/() ]/g)].map(([sign]) =>
    sign === "0" ? null : sign.replace(/^\\|"/g, ""),
  );
  const digits = places.filter((place) => place === null).length;
  return digits > 1 || (digits === 1 && places.length > 1) ? places : undefined;
}

/** A number displayed by a {@link codeFormatOf}. Other numbers are displayed unchanged. */
function inCodeFormat(number: number, places: readonly (string | null)[]): string | number {
  if (!Number.isSafeInteger(number) || number < 0) return number;
  const width = places.filter((place) => place === null).length;
  const digits = String(number).padStart(width, "0");
  // Surplus digits go to the first place.
  let at = digits.length - width;
  let isFirst = true;
  return places
    .map((place) => {
      if (place !== null) return place;
      const shown = isFirst ? digits.slice(0, at + 1) : digits.slice(at, at + 1);
      isFirst = false;
      at += 1;
      return shown;
    })
    .join("");
}

/** Escaped characters that XML cannot hold: `_x000D_`, and `_x005F_` for a literal underscore. */
const unescaped = (text: string) =>
  text.replace(/_x([0-9A-Fa-f]{4})_/g, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

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

/** An `.xlsx` workbook. Sheets are streamed; shared texts are kept in memory. */
export class Workbook {
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #sheets: readonly { name: string; path: string }[];
  readonly #texts: readonly string[];
  readonly #styles: Styles;

  private constructor(parts: {
    zip: ZipFile;
    entries: Map<string, Entry>;
    sheets: { name: string; path: string }[];
    texts: string[];
    styles: Styles;
  }) {
    this.#zip = parts.zip;
    this.#entries = parts.entries;
    this.#sheets = parts.sheets;
    this.#texts = parts.texts;
    this.#styles = parts.styles;
  }

  /** @throws {PermanentJobError} for content that is no workbook, or is too large uncompressed */
  static async open(path: string): Promise<Workbook> {
    const zip = await openPromise(path, { autoClose: false }).catch(() => {
      throw noWorkbook();
    });
    try {
      return await Workbook.#read(zip);
    } catch (error) {
      zip.close();
      throw error instanceof PermanentJobError ? error : noWorkbook();
    }
  }

  static async #read(zip: ZipFile): Promise<Workbook> {
    const entries = await entriesOf(zip);
    const part = async (name: string, reaction: XmlHandlers) => {
      const entry = entries.get(name);
      if (!entry) return;
      for await (const _piece of readXml(await zip.openReadStreamPromise(entry), reaction));
    };
    const targets = new Map<string, { target: string; type: string }>();
    await part("xl/_rels/workbook.xml.rels", {
      open: (name, { Id = "", Target = "", Type = "" }) => {
        const target = Target.startsWith("/") ? Target.slice(1) : `xl/${Target}`;
        if (name === "Relationship") targets.set(Id, { target, type: Type.slice(Type.lastIndexOf("/") + 1) });
      },
    });
    const sheets: { name: string; path: string }[] = [];
    await part("xl/workbook.xml", {
      open: (name, attributes) => {
        if (name !== "sheet" || attributes.state === "hidden" || attributes.state === "veryHidden") return;
        const [, id = ""] = Object.entries(attributes).find(([key]) => localName(key) === "id") ?? [];
        const related = targets.get(id);
        if (related?.type === "worksheet") sheets.push({ name: attributes.name ?? "", path: related.target });
      },
    });
    if (sheets.length === 0) throw noWorkbook();
    const pathOf = (kind: string) => [...targets.values()].find(({ type }) => type === kind)?.target ?? "";
    const texts = textReader();
    await part(pathOf("sharedStrings"), texts.reaction);
    const styles = styleReader();
    await part(pathOf("styles"), styles.reaction);
    return new Workbook({ zip, entries, sheets, texts: texts.found, styles: styles.found() });
  }

  /** The names of visible sheets. */
  get sheets(): string[] {
    return this.#sheets.map(({ name }) => name);
  }

  /** The rows of a sheet. @param sheet from 1 */
  async *rows(sheet: number): AsyncGenerator<RawRow> {
    const entry = this.#entries.get(this.#sheets[sheet - 1]?.path ?? "");
    if (!entry) throw new PermanentJobError(`The workbook has no sheet number ${sheet}.`);
    const reader = new SheetReader(this.#texts, this.#styles);
    try {
      for await (const _piece of readXml(await this.#zip.openReadStreamPromise(entry), reader)) yield* reader.take();
    } catch (error) {
      throw error instanceof PermanentJobError ? error : noWorkbook();
    }
  }

  close(): void {
    this.#zip.close();
  }
}

/** The files of a workbook by path. @throws {PermanentJobError} if there are too many, or they are too large uncompressed */
async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  let unpacked = 0;
  let dense = false;
  if (zip.entryCount > maxEntries) throw noWorkbook();
  for await (const entry of zip.eachEntry()) {
    const { compressedSize: packed, uncompressedSize: size } = entry;
    unpacked += size;
    dense ||= size > smallPart && size > maxCompressionRatio * packed;
    entries.set(entry.fileName, entry);
  }
  const { uncompressedSize: texts = 0 } = entries.get("xl/sharedStrings.xml") ?? {};
  // The unzipper refuses more data than declared.
  if (dense || unpacked > maxUncompressedBytes || texts > maxSharedTextBytes) {
    const megabytes = Math.ceil(unpacked / 1024 / 1024).toLocaleString("en");
    throw new PermanentJobError(
      `This workbook is too large (${megabytes} MB uncompressed). Save the sheet as CSV instead.`,
    );
  }
  return entries;
}

/** Collects the text of `<t>` elements, without phonetic readings (`<rPh>`). */
class TextCollector {
  #text = "";
  #inside = false;
  #phonetic = false;

  open(name: string) {
    if (name === "rPh") this.#phonetic = true;
    this.#inside = name === "t" && !this.#phonetic;
  }

  add(text: string) {
    if (this.#inside && this.#text.length < maxCellLength) this.#text += text;
  }

  close(name: string) {
    if (name === "rPh") this.#phonetic = false;
    if (name === "t") this.#inside = false;
  }

  /** Returns and clears the collected text. */
  take(): string {
    const text = unescaped(this.#text.slice(0, maxCellLength));
    this.#text = "";
    return text;
  }
}

function textReader() {
  const found: string[] = [];
  const collector = new TextCollector();
  const reaction: XmlHandlers = {
    open: (name) => collector.open(name),
    text: (text) => collector.add(text),
    close(name) {
      collector.close(name);
      if (name === "si") found.push(collector.take());
    },
  };
  return { found, reaction };
}

/** The number formats of a workbook by style index. */
interface Styles {
  /** Styles with date formats. */
  dates: ReadonlySet<number>;
  /** Styles with code formats. */
  codes: ReadonlyMap<number, readonly (string | null)[]>;
}

function styleReader() {
  const own = new Map<number, string>();
  const formats: number[] = [];
  let inCells = false;
  const reaction: XmlHandlers = {
    open(name, { numFmtId = "0", formatCode = "" }) {
      if (name === "numFmt") own.set(Number(numFmtId), formatCode);
      if (name === "cellXfs") inCells = true;
      if (name === "xf" && inCells) formats.push(Number(numFmtId));
    },
    close(name) {
      if (name === "cellXfs") inCells = false;
    },
  };
  const isDate = (id: number) => isBuiltInDate(id) || isDateFormat(own.get(id) ?? "");
  const found = (): Styles => {
    const codes = formats.flatMap((id, style) => {
      const format = codeFormatOf(own.get(id) ?? "");
      return format ? [[style, format] as const] : [];
    });
    return { dates: new Set(formats.flatMap((id, style) => (isDate(id) ? [style] : []))), codes: new Map(codes) };
  };
  return { found, reaction };
}

/** Builds rows from the XML of a sheet. Omitted rows and cells are not added. */
class SheetReader implements XmlHandlers {
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
