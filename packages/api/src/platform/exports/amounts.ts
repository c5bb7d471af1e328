import { minorDigits } from "@waybill/validators";

/**
 * An amount in the currency itself, with all its digits: an import reads it without a question.
 *
 * @param minor in the currency's smallest unit.
 */
export function writtenAmount(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  const text = String(minor).padStart(digits + 1, "0");
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
