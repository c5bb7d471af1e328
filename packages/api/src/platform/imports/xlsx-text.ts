import type { XmlHandlers } from "./xlsx-xml.ts";

/** The maximum text length of a cell in Excel. */
export const maxCellLength = 32_767;

/** Escaped characters that XML cannot hold: `_x000D_`, and `_x005F_` for a literal underscore. */
export const unescaped = (text: string) =>
  text.replace(/_x([0-9A-Fa-f]{4})_/g, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** Collects the text of `<t>` elements, without phonetic readings (`<rPh>`). */
export class TextCollector {
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

/** XML handlers that collect the shared texts of a workbook, in order. */
export function textReader() {
  const found: string[] = [];
  const collector = new TextCollector();
  const handlers: XmlHandlers = {
    open: (name) => collector.open(name),
    text: (text) => collector.add(text),
    close(name) {
      collector.close(name);
      if (name === "si") found.push(collector.take());
    },
  };
  return { found, handlers };
}
