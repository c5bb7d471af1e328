import { currencyDigits } from "./generated/currencies.ts";

// Amounts in currencies without schemas, for pages that load no Zod.

/** The currencies of prices, by their ISO 4217 codes. */
export const currencyCodes: readonly string[] = Object.keys(currencyDigits);

/**
 * The decimal places of a currency: 2 for EUR, 0 for JPY, 3 for KWD. From one table, since runtimes differ from each
 * other and from ISO 4217. 2 for unknown codes, which a file may contain.
 */
export const minorDigits = (currency: string): number =>
  Object.hasOwn(currencyDigits, currency) ? (currencyDigits[currency] ?? 2) : 2;

/**
 * The same amount in minor units of another currency: 99.00 is 9900 in EUR and 99 in JPY.
 *
 * @param minor in minor units of `from`
 * @returns null if `to` has too few decimal places
 */
export function sameAmount(minor: number, from: string, to: string): number | null {
  const factor = 10 ** (minorDigits(to) - minorDigits(from));
  const amount = factor < 1 ? minor / Math.round(1 / factor) : minor * factor;
  return Number.isSafeInteger(amount) ? amount : null;
}
