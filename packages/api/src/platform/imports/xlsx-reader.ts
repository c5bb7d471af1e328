import { type Entry, openPromise, type ZipFile } from "yauzl";
import { PermanentJobError } from "../../core/index.ts";
import type { RawRow } from "./csv-reader.ts";
import { type Styles, styleReader } from "./xlsx-formats.ts";
import { SheetReader } from "./xlsx-sheet.ts";
import { textReader } from "./xlsx-text.ts";
import { localName, readXml, workbookError, type XmlHandlers } from "./xlsx-xml.ts";

/** The maximum uncompressed size of a workbook, in bytes: streamed, not kept. */
const maxUncompressedBytes = 512 * 1024 * 1024;

/** The maximum size of its shared texts, in bytes: kept in memory. */
const maxSharedTextBytes = 64 * 1024 * 1024;

/**
 * The maximum compression ratio of a part. Real sheets have 5 to 30; more indicates a zip bomb. Small parts are exempt.
 */
const maxCompressionRatio = 200;
const smallPart = 8 * 1024 * 1024;

/** The maximum number of files in a workbook. */
const maxEntries = 10_000;

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

  /** @throws {PermanentJobError} for content that is not a workbook, or is too large uncompressed */
  static async open(path: string): Promise<Workbook> {
    const zip = await openPromise(path, { autoClose: false }).catch(() => {
      throw workbookError();
    });
    try {
      return await Workbook.#read(zip);
    } catch (error) {
      zip.close();
      throw error instanceof PermanentJobError ? error : workbookError();
    }
  }

  static async #read(zip: ZipFile): Promise<Workbook> {
    const entries = await entriesOf(zip);
    const part = async (name: string, handlers: XmlHandlers) => {
      const entry = entries.get(name);
      if (!entry) return;
      for await (const _chunk of readXml(await zip.openReadStreamPromise(entry), handlers));
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
    if (sheets.length === 0) throw workbookError();
    const pathOf = (kind: string) => [...targets.values()].find(({ type }) => type === kind)?.target ?? "";
    const texts = textReader();
    await part(pathOf("sharedStrings"), texts.handlers);
    const styles = styleReader();
    await part(pathOf("styles"), styles.handlers);
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
      for await (const _chunk of readXml(await this.#zip.openReadStreamPromise(entry), reader)) yield* reader.take();
    } catch (error) {
      throw error instanceof PermanentJobError ? error : workbookError();
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
  if (zip.entryCount > maxEntries) throw workbookError();
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
