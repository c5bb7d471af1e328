import { minorDigits } from "@waybill/validators";

/**
 * An amount in the currency with all decimal places, which an import reads unambiguously.
 *
 * @param minor in the currency's smallest unit.
 */
export function writtenAmount(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  const text = String(minor).padStart(digits + 1, "0");
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
