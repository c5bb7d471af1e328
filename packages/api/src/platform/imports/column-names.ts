import { onlyVisible } from "@waybill/validators";

/** The text before a bracket, if any. */
function withoutBrackets(name: string): string {
  const before = name.split(/[([（]/, 1)[0] ?? "";
  return before.trim() === "" ? name : before;
}

/** The text in trailing brackets, if any. */
export const inBrackets = (name: string) => /^[^([（]+[([（]([^)\]）]*)/.exec(name)?.[1] ?? "";

/** A normal form: names that differ only in case, accents, punctuation or a unit in brackets are equal. */
export const nameKey = (name: string) =>
  withoutBrackets(name)
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replaceAll("ł", "l")
    .replaceAll("ı", "i")
    .replace(/[^\p{L}\p{N}]/gu, "");

/** The maximum length of a column name, in characters. */
const maxHeaderLength = 200;

/** The column names as displayed; unnamed columns get a number. */
export function headersOf(cells: readonly unknown[]): string[] {
  const last = cells.findLastIndex((cell) => String(cell).trim() !== "");
  return cells.slice(0, last + 1).map((cell, index) => {
    const name = onlyVisible(typeof cell === "object" ? "" : String(cell).replace(/\s+/g, " ")).slice(
      0,
      maxHeaderLength,
    );
    const title = `Column ${index + 1}`;
    return name.toWellFormed().normalize("NFC").trim() || title;
  });
}

/** Duplicate column names. */
export function duplicateHeaders(headers: readonly string[]): string[] {
  const seen = new Set<string>();
  return [...new Set(headers.filter((header) => seen.size === seen.add(header).size))];
}
