import type { ImportPreview, Separator } from "@waybill/validators";

/** A cell of a table: text; in a workbook also a number, or an invalid value with its reason. */
export type Cell = string | number | { flaw: string };

/** A row of a file. */
export interface RawRow {
  /** The line where it begins, from 1. */
  line: number;
  cells: readonly Cell[];
  /** The reason why it cannot be read. */
  flaw?: string;
}

/** The maximum length of a row, in characters. */
const maxRowLength = 100_000;

/** The maximum number of columns. */
export const maxColumns = 500;

const unclosed = "This row has an opening quotation mark without a closing one.";
const tooWide = `This row has more than ${maxColumns} columns.`;
const tooLong = `This row is longer than ${maxRowLength.toLocaleString("en")} characters.`;

/** A row and the position after it. */
interface Parsed {
  cells: string[];
  end: number;
  flaw?: string;
}

/** The separators for parsing. */
interface Grammar {
  separator: string;
  /** The number of header columns; 0 while unknown. */
  width: number;
}

/** The end of the line at `from`: its last character and the start of the next line. Null if the line is incomplete. */
function lineEnd(text: string, from: number, last: boolean): { end: number; next: number } | null {
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === "\n") return { end: at, next: at + 1 };
    if (sign === "\r") {
      // The LF of a CRLF may come with the next chunk.
      if (at + 1 === text.length && !last) return null;
      return { end: at, next: text[at + 1] === "\n" ? at + 2 : at + 1 };
    }
  }
  return last ? { end: text.length, next: text.length } : null;
}

/** The closing quotation mark for the one at `start`, or -1. */
function closingQuote(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return -1;
}

/** Parses the first row of a text. @returns null if the row is incomplete */
function parseRow(text: string, start: number, last: boolean, { separator, width }: Grammar): Parsed | null {
  const cells: string[] = [];
  let severalLines = false;
  const flawedLine = (flaw: string) => firstLine(text, start, last, separator, flaw);
  let known: ReturnType<typeof lineEnd> = null;
  /** The end of the line at `at`; computed once per line. */
  const lineAt = (at: number) => {
    if (!known || known.end < at) known = lineEnd(text, at, last);
    return known;
  };
  for (let at = start; ; ) {
    if (at - start > maxRowLength) return flawedLine(severalLines ? unclosed : tooLong);
    if (cells.length === maxColumns) return flawedLine(tooWide);
    if (text[at] === '"') {
      const close = closingQuote(text, at);
      const undecided = close === -1 || (close + 1 === text.length && !last);
      if (undecided && !last) return text.length - start > maxRowLength ? flawedLine(unclosed) : null;
      if (close === -1) return flawedLine(unclosed);
      const quoted = text.slice(at + 1, close);
      const after = text[close + 1];
      const ends = after === undefined || after === separator || after === "\n" || after === "\r";
      if (ends) {
        severalLines ||= /[\r\n]/.test(quoted);
        cells.push(quoted.replaceAll('""', '"'));
        at = close + 1;
        if (after === separator) {
          at += 1;
          continue;
        }
        const line = lineAt(at);
        if (!line) return null;
        // A quotation over several lines into a row of another width has swallowed the rows after it.
        if (severalLines && width > 0 && cells.length !== width) return flawedLine(unclosed);
        return { cells, end: line.next };
      }
      // The mark was no quotation: an inch sign, a nickname.
      if (/[\r\n]/.test(quoted)) return flawedLine(unclosed);
    }
    const line = lineAt(at);
    const comma = text.indexOf(separator, at);
    if (comma !== -1 && (!line || comma < line.end)) {
      cells.push(text.slice(at, comma));
      at = comma + 1;
      continue;
    }
    if (!line) return text.length - start > maxRowLength ? flawedLine(tooLong) : null;
    cells.push(text.slice(at, line.end));
    return { cells, end: line.next };
  }
}

/** The first line alone, with its problem. */
function firstLine(text: string, start: number, last: boolean, separator: string, flaw: string): Parsed | null {
  const line = lineEnd(text, start, last);
  // A line without an end is skipped chunk by chunk.
  if (!line) return { cells: [], end: text.length, flaw };
  return { cells: text.slice(start, Math.min(line.end, start + maxRowLength)).split(separator), end: line.next, flaw };
}

/** The number of lines that start in a chunk. */
function linesIn(text: string, start: number, end: number): number {
  let lines = 0;
  for (let at = start; at < end; at += 1) {
    if (text[at] === "\n" || (text[at] === "\r" && text[at + 1] !== "\n")) lines += 1;
  }
  return lines;
}

const separatorLine = /^\ufeff?sep=(.)(?:\r\n|\r|\n|$)/i;

/** The separator declared in the first line, as Excel writes it: `sep=;`. */
function statedSeparator(text: string): string | null {
  return separatorLine.exec(text)?.[1] ?? null;
}

/**
 * Parses a CSV stream. An unreadable row does not stop it: the row carries its problem, and the next line is parsed.
 * Quotation marks inside cells are kept.
 */
export async function* csvRows(text: AsyncIterable<string>, separator: string): AsyncGenerator<RawRow> {
  const grammar: Grammar = { separator, width: 0 };
  let rest = "";
  let line = 1;
  let started = false;
  const take = function* (last: boolean): Generator<RawRow> {
    let at = 0;
    while (at < rest.length) {
      const row = parseRow(rest, at, last, grammar);
      if (!row) break;
      const { cells, end, flaw } = row;
      if (flaw || cells.some((cell) => cell.trim() !== "")) {
        grammar.width ||= cells.length;
        yield { line, cells, ...(flaw ? { flaw } : {}) };
      }
      line += linesIn(rest, at, end);
      at = end;
    }
    rest = rest.slice(at);
  };
  for await (const chunk of text) {
    rest += chunk;
    if (!started && rest.length < 16) continue;
    if (!started) ({ rest, line } = withoutSeparatorLine(rest));
    started = true;
    yield* take(false);
  }
  if (!started) ({ rest, line } = withoutSeparatorLine(rest));
  yield* take(true);
}

function withoutSeparatorLine(text: string): { rest: string; line: number } {
  const stated = separatorLine.exec(text);
  return stated ? { rest: text.slice(stated[0].length), line: 2 } : { rest: text.replace(/^\ufeff/, ""), line: 1 };
}

async function* only(text: string) {
  yield text;
}

/** The number of rows that decide the separator. */
const sampleRows = 50;

/**
 * Detects the separator: from the first line's declaration, or the one that gives the most rows the width of the
 * header.
 */
export async function separatorOf(text: string, candidates: readonly Separator[]): Promise<Separator> {
  const stated = statedSeparator(text);
  const named = candidates.find((one) => one === stated);
  if (named) return named;
  let best = { separator: candidates[0] ?? ",", score: 0 };
  for (const separator of candidates) {
    const widths: number[] = [];
    for await (const { cells } of csvRows(only(text), separator)) {
      widths.push(cells.length);
      if (widths.length === sampleRows) break;
    }
    const [header = 0, ...others] = widths;
    const fitting = others.filter((width) => width === header).length;
    // Every wrong separator finds one column.
    const score = header < 2 ? 0 : header * (1 + fitting / Math.max(1, others.length));
    if (score > best.score) best = { separator, score };
  }
  return best.separator;
}

/** The line endings of a text. */
export function lineEndOf(text: string): ImportPreview["lineEnd"] {
  const [end] = /\r\n|\r|\n/.exec(text) ?? [];
  return end === "\r\n" ? "crlf" : end === "\r" ? "cr" : "lf";
}
