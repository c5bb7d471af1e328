import { z } from "zod";
import { currencyDigits } from "./generated/currencies.ts";
import { text } from "./text.ts";

/** The currencies that prices can be in, by their ISO 4217 codes. */
export const currencyCodes: readonly string[] = Object.keys(currencyDigits);

/** An ISO 4217 code. */
export const currency = text({ max: 10, kind: "code" })
  .toUpperCase()
  .pipe(z.enum(currencyCodes, "Use a currency code, such as EUR."));

/**
 * How many digits a currency has after the point: 2 for EUR, 0 for JPY, 3 for KWD. By the one table of the house: the
 * runtimes' own lists differ from each other and from ISO 4217. 2 for what is no currency, which may be a cell of a file.
 */
export const minorDigits = (currency: string): number =>
  Object.hasOwn(currencyDigits, currency) ? (currencyDigits[currency] ?? 2) : 2;

/**
 * The same amount in another currency's smallest unit: 99.00 is 9900 in EUR and 99 in JPY.
 *
 * @param minor in the smallest unit of `from`
 * @returns null where `to` has too few digits for it
 */
export function sameAmount(minor: number, from: string, to: string): number | null {
  const factor = 10 ** (minorDigits(to) - minorDigits(from));
  const amount = factor < 1 ? minor / Math.round(1 / factor) : minor * factor;
  return Number.isSafeInteger(amount) ? amount : null;
}
