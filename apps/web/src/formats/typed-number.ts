import { minorDigits, plainNumber, scaled, writtenNumber } from "@waybill/validators";

/** A typed number in the notation of programs; null if it is not a number. */
function plainTyped(text: string): string | null {
  const number = writtenNumber(text);
  // Displayed numbers have a decimal point; a comma before three digits is ambiguous.
  if (number?.beside !== "" || number.unclear === ",") return null;
  return plainNumber(number, ".");
}

/**
 * Parses a number as people type it: `12.5`, `12,5`, `1,299.50`, `1 299`. Number inputs of browsers drop characters that
 * they do not accept, and read `12,99` as 1299.
 *
 * @returns NaN if it is not a number, or ambiguous (`1,299`); null for an empty text.
 */
export function typedNumber(text: string): number | null {
  if (text.trim() === "") return null;
  const plain = plainTyped(text);
  return plain === null ? Number.NaN : Number(plain);
}

/**
 * Parses an amount of money as people type it.
 *
 * @returns in the smallest unit of the currency; a fraction of it if the amount has more digits than the currency.
 */
export function typedAmount(text: string, currency: string): number | null {
  const digits = minorDigits(currency);
  const plain = text.trim() === "" ? null : plainTyped(text);
  if (plain === null) return typedNumber(text);
  const minor = scaled(plain, digits);
  return minor === null ? Number(plain) * 10 ** digits : Number(minor);
}
