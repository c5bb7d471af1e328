import { currencyCodes, minorDigits, scaled } from "@waybill/validators";
import type { ReadRow, RowIssue } from "./records.ts";

/**
 * Converts the prices of a row into minor units of its currency, which a price may state itself.
 *
 * @param before the current currency, if known.
 * @returns issues
 */
export function toMinorUnits({ record, major, marked, original }: ReadRow, before: string | undefined): RowIssue[] {
  const issues = Object.entries(marked).flatMap(([field, codes]): RowIssue[] => {
    const stated = (record.currency ?? before)?.toUpperCase();
    const price = original[field] ?? "";
    if (stated === undefined) {
      const [code = "", ...others] = codes;
      if (others.length === 0) record.currency = code;
      const some = codes.length > 3 ? `${codes.slice(0, 3).join(", ")}, …` : codes.join(", ");
      const reason = `The currency of ${price} is ambiguous (${some}). Enter it in the currency column, or choose one for all rows.`;
      return others.length === 0 ? [] : [{ field, reason }];
    }
    if (!currencyCodes.includes(stated) || codes.includes(stated)) return [];
    const reason =
      record.currency === undefined
        ? `${price} is not in ${stated}, the current currency. Use the same currency.`
        : `${price} is not in ${stated}, the currency of this row. Use the same currency.`;
    return [{ field, reason }];
  });
  const currency = (record.currency ?? before)?.toUpperCase();
  if (issues.length > 0) return issues;
  // A row without a currency is refused elsewhere.
  const digits = minorDigits(currency ?? "EUR");
  return major.flatMap((field) => {
    const value = record[field];
    if (value === undefined || !/^-?\d+(?:\.\d+)?$/.test(value)) return [];
    const minor = scaled(value, digits);
    if (minor !== null) record[field] = minor;
    const reason =
      digits === 0
        ? `Prices in ${currency ?? "EUR"} have no decimal places.`
        : `Prices in ${currency ?? "EUR"} have at most ${digits} decimal places.`;
    return minor === null ? [{ field, reason }] : [];
  });
}
