import { asciiDigits } from "./digits.ts";
import type { NumberFormats } from "./imports.ts";

/** A number in a cell or an input, parsed as far as it is unambiguous. */
export interface WrittenNumber {
  sign: "" | "-";
  /** Digits before and after the decimal mark, if it is unambiguous. */
  whole: string;
  fraction: string;
  /** The decimal mark; null if there is none. */
  decimal: "." | "," | null;
  /** The text beside it: a unit, a currency. Lower case. */
  beside: string;
  /** A mark before exactly three digits (1.299): a thousands separator or the decimal mark. */
  unclear: "." | "," | null;
}

/** Digits without thousands (or lakhs) separators. @returns null if the separators are misplaced */
function ungrouped(digits: string): string | null {
  const [mark] = /[.,' ]/.exec(digits) ?? [];
  if (!mark) return /^\d+$/.test(digits) ? digits : null;
  const groups = digits.split(mark);
  const fits = groups.every((group, index) => {
    const shortest = index === 0 ? 1 : index === groups.length - 1 ? 3 : 2;
    return /^\d{1,3}$/.test(group) && group.length >= shortest;
  });
  return fits ? groups.join("") : null;
}

/**
 * Parses a number as people write it: with thousands separators, a decimal point or comma, a unit or a currency. Not
 * hexadecimal or binary numbers, nor exponents.
 *
 * @returns null if it is not a number.
 */
export function writtenNumber(text: string): WrittenNumber | null {
  const plain = plainSigns(text);
  const digits = /[.,]?\d[\d.,' ]*/.exec(plain);
  if (!digits) return null;
  const before = plain.slice(0, digits.index).trim();
  // Whole amounts are also written as 59,-
  const [core = "", dashes = ""] = splitDash(digits[0], plain.slice(digits.index + digits[0].length));
  const sign = /[+-]$/.exec(before)?.[0];
  // A word may be abbreviated with a point: `Fr.`, `lbs.`
  const beside = `${sign ? before.slice(0, -1) : before} ${dashes}`
    .replace(/(?<=\p{L})\.(?=\s|$)/gu, "")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
  const number = /[\p{N},+-]|(?<!\p{L})\.|\.(?!\p{L})/u.test(beside) ? null : readDigits(core.trim());
  if (!number) return null;
  // The Arabic decimal mark is unambiguous.
  const unclear = text.includes("\u066b") ? null : number.unclear;
  return { sign: sign === "-" ? "-" : "", beside, ...number, unclear };
}

/** Converts marks and digits of other scripts and widths to ASCII. Characters with a digit inside (½, ²) stay. */
const plainSigns = (text: string) =>
  asciiDigits(text)
    .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[\s\u00a0\u2007\u2009\u202f]+/g, " ")
    .replace(/[’´\u066c]/g, "'")
    .replace(/\u066b/g, ".")
    .replace(/\u2212/g, "-")
    .replace(/[\u200e\u200f\u061c]/g, "")
    .trim();

/** Removes the dash for no cents: `59,-`. */
function splitDash(digits: string, after: string): [core: string, after: string] {
  const dash = /^(?:-{1,2}|[\u2010-\u2015]{1,2})(?!\d)/.exec(after)?.[0] ?? "";
  return dash && /[.,]$/.test(digits) ? [digits.slice(0, -1), after.slice(dash.length)] : [digits, after];
}

function readDigits(digits: string): Pick<WrittenNumber, "whole" | "fraction" | "decimal" | "unclear"> | null {
  const marks = [...digits.matchAll(/[.,]/g)];
  const last = marks.at(-1);
  const [mark] = last ?? [];
  // No mark, or a repeated one: a thousands separator.
  if (!last || !(mark === "." || mark === ",") || (marks.length > 1 && marks.every(([one]) => one === mark))) {
    const whole = ungrouped(digits);
    return whole === null ? null : { whole, fraction: "", decimal: null, unclear: null };
  }
  const before = digits.slice(0, last.index);
  const fraction = digits.slice(last.index + 1);
  const whole = before === "" ? "0" : before.includes(mark) ? null : ungrouped(before);
  if (whole === null || !/^\d*$/.test(fraction)) return null;
  const mayPartThousands = marks.length === 1 && /^[1-9]\d{0,2}$/.test(before) && fraction.length === 3;
  return { whole, fraction, decimal: mark, unclear: mayPartThousands ? mark : null };
}

/** A number in program notation. @param decimal the decimal mark for ambiguous numbers */
export function plainNumber(number: WrittenNumber, decimal: NumberFormats["decimal"]): string {
  const { sign, whole, fraction, unclear } = number;
  const thousands = unclear !== null && decimal !== unclear;
  const text = thousands ? whole + fraction : fraction ? `${whole}.${fraction}` : whole;
  return `${sign}${text.replace(/^0+(?=\d)/, "")}`;
}

/** Moves the decimal point to the right. @returns null if digits remain behind it */
export function scaled(plain: string, digits: number): string | null {
  const [whole = "", fraction = ""] = plain.split(".");
  const behind = fraction.slice(digits);
  if (/[1-9]/.test(behind)) return null;
  const moved = `${whole}${fraction.slice(0, digits).padEnd(digits, "0")}`;
  return moved.replace(/^(-?)0+(?=\d)/, "$1");
}
