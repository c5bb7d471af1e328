import type { ImportForms, WeightUnit } from "@waybill/validators";

/** A number as it stands in a cell, read as far as it says itself what it is. */
export interface WrittenNumber {
  sign: "" | "-";
  /** Digits before and after the decimal mark, where it is clear which mark that is. */
  whole: string;
  fraction: string;
  /** The mark that is the decimal one; null where the number has none. */
  decimal: "." | "," | null;
  /** What stands beside it: a unit, a currency. In lower case. */
  beside: string;
  /** Where one mark stands before three digits (1.299): the mark. It may part thousands, or be the decimal one. */
  unclear: "." | "," | null;
}

/** Digits without the marks between thousands (or lakhs). @returns null where the marks stand elsewhere */
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
 * Reads a number as people write it: with marks between thousands, a decimal point or comma, a unit or a currency beside
 * it. Hexadecimal and binary numbers, and exponents, are none.
 *
 * @returns null where it is no number.
 */
export function writtenNumber(text: string): WrittenNumber | null {
  const plain = text
    .replace(/[\s\u00a0\u2007\u2009\u202f]+/g, " ")
    .replace(/[’´]/g, "'")
    .replace(/\u2212/g, "-")
    .trim();
  const digits = /[.,]?\d[\d.,' ]*/.exec(plain);
  if (!digits) return null;
  const before = plain.slice(0, digits.index).trim();
  // Whole amounts are written as 59,- too.
  const [core = "", dashes = ""] = splitDash(digits[0], plain.slice(digits.index + digits[0].length));
  const sign = /[+-]$/.exec(before)?.[0];
  const beside = `${sign ? before.slice(0, -1) : before.replace(/(\p{L})\.$/u, "$1")}${dashes}`.trim().toLowerCase();
  const number = /[\d.,+-]/.test(beside) ? null : readDigits(core.trim());
  return number && { sign: sign === "-" ? "-" : "", beside, ...number };
}

/** Takes the dash off that stands for no cents: `59,-`. */
function splitDash(digits: string, after: string): [core: string, after: string] {
  return /[.,]$/.test(digits) && after.startsWith("-") ? [digits.slice(0, -1), after.slice(1)] : [digits, after];
}

function readDigits(digits: string): Pick<WrittenNumber, "whole" | "fraction" | "decimal" | "unclear"> | null {
  const marks = [...digits.matchAll(/[.,]/g)];
  const last = marks.at(-1);
  const [mark] = last ?? [];
  // No mark, or one that stands several times: it parts thousands.
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

/** A number in the notation of programs. @param decimal which mark is the decimal one, for numbers that do not say it */
export function plainNumber(number: WrittenNumber, decimal: ImportForms["decimal"]): string {
  const { sign, whole, fraction, unclear } = number;
  const thousands = unclear !== null && decimal !== unclear;
  const text = thousands ? whole + fraction : fraction ? `${whole}.${fraction}` : whole;
  return `${sign}${text.replace(/^0+(?=\d)/, "")}`;
}

/** Moves the decimal point to the right. @returns null where digits are left behind it */
export function scaled(plain: string, digits: number): string | null {
  const [whole = "", fraction = ""] = plain.split(".");
  const behind = fraction.slice(digits);
  if (/[1-9]/.test(behind)) return null;
  const moved = `${whole}${fraction.slice(0, digits).padEnd(digits, "0")}`;
  return moved.replace(/^(-?)0+(?=\d)/, "$1");
}

const grams: Readonly<Record<WeightUnit, number>> = { g: 1, kg: 1000, lb: 453.592_37, oz: 28.349_523_125 };

const unitWords: Readonly<Record<string, WeightUnit>> = {
  ...{ g: "g", gr: "g", gram: "g", grams: "g", gramm: "g", gramme: "g", grammes: "g", gramos: "g", grammi: "g" },
  ...{ kg: "kg", kgs: "kg", kilo: "kg", kilos: "kg", kilogram: "kg", kilograms: "kg", kilogramm: "kg" },
  ...{ lb: "lb", lbs: "lb", pound: "lb", pounds: "lb", oz: "oz", ounce: "oz", ounces: "oz" },
};

/** A unit of weight by its name. */
export const weightUnitOf = (word: string): WeightUnit | undefined =>
  Object.hasOwn(unitWords, word) ? unitWords[word] : undefined;

/** A weight in whole grams. */
export const inGrams = (plain: string, unit: WeightUnit): string => String(Math.round(Number(plain) * grams[unit]));

/** What may stand beside a price: a code or a sign of a currency. */
export const isCurrencyMark = (text: string): boolean =>
  /^(?:[a-z]{3}|(?:[a-z]{1,2})?\p{Sc}|z[łl]|kr|k[čc]|ft|lei|fr|sfr|r\$|chf)\.?,?-*$/u.test(text);
