import { minorDigits, plainNumber, scaled, writtenNumber } from "@waybill/validators";

/** A typed number in the notation of programs; null for what is none. */
function plainTyped(text: string): string | null {
  const number = writtenNumber(text);
  // What is shown has a decimal point; a comma before three digits may be either.
  if (number?.beside !== "" || number.unclear === ",") return null;
  return plainNumber(number, ".");
}

/**
 * Reads a number as people type it: `12.5`, `12,5`, `1,299.50`, `1 299`. Inputs of the browser's own kind drop the signs that
 * they do not take, and make 1299 of `12,99`.
 *
 * @returns NaN for what is none, or can be read in two ways (`1,299`); null for an empty text.
 */
export function typedNumber(text: string): number | null {
  if (text.trim() === "") return null;
  const plain = plainTyped(text);
  return plain === null ? Number.NaN : Number(plain);
}

/**
 * Reads an amount of money as people type it.
 *
 * @returns in the smallest unit of the currency; a fraction of it where the amount has digits that the currency does not have.
 */
export function typedAmount(text: string, currency: string): number | null {
  const digits = minorDigits(currency);
  const plain = text.trim() === "" ? null : plainTyped(text);
  if (plain === null) return typedNumber(text);
  const minor = scaled(plain, digits);
  return minor === null ? Number(plain) * 10 ** digits : Number(minor);
}
