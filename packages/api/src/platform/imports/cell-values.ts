import { countriesNamed } from "./countries.ts";
import type { Cell } from "./csv-reader.ts";

/** A number shortened by a spreadsheet: 4.00638E+12. */
const scientificNotation = /^\d(?:[.,]\d+)?E[+-]?\d+$/i;

/** Larger numbers lose digits in spreadsheets. */
const maxExactNumber = 1e15;

const shortenedReason =
  "A spreadsheet has shortened this number and lost digits. Format the column as text and export it again.";
const unreadableReason = "Some characters could not be read. Choose another encoding.";

/** The value of a cell, or the reason why there is none. */
export type Value = string | { reason: string };

/** The text of a cell; null if empty. */
export function textOf(cell: Cell | undefined): Value | number | null {
  if (cell === undefined) return null;
  if (typeof cell === "object") return { reason: cell.flaw };
  if (typeof cell === "number") return cell;
  const text = cell.trim().normalize("NFC");
  if (text === "") return null;
  return text.includes("\ufffd") ? { reason: unreadableReason } : text;
}

/** A cell as a text, for messages. */
export const shownCell = (cell: Cell) => (typeof cell === "object" ? "" : String(cell).trim());

/** A number of a workbook in program notation. */
export const digitsOf = (number: number) => (Math.abs(number) < 1e21 ? String(number) : number.toPrecision(15));

/** The value of a code, such as a SKU. */
export function codeOf(value: string | number): Value {
  if (typeof value === "number") {
    return Math.abs(value) < maxExactNumber && !digitsOf(value).includes("e")
      ? digitsOf(value)
      : { reason: shortenedReason };
  }
  return scientificNotation.test(value) ? { reason: shortenedReason } : value;
}

/** The code of a country. */
export function countryOf(text: string): Value {
  const [code, ...others] = countriesNamed(text);
  if (!code) return { reason: "No country has this name or code. Use a country code, such as DE." };
  if (others.length === 0) return code;
  return { reason: `This name matches several countries: ${[code, ...others].join(", ")}. Use one of these codes.` };
}
