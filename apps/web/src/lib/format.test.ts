import { currencyCodes, minorDigits } from "@waybill/validators";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatMoney } from "./format.ts";

test("every amount of every currency is shown with all its digits, and no other", () => {
  const amounts = fc.integer({ min: 0, max: 1_000_000_000_000 });
  fc.assert(
    fc.property(fc.constantFrom(...currencyCodes), amounts, (currency, minor) => {
      const shown = formatMoney(minor, currency);
      expect(Number(shown.replace(/\D/g, ""))).toBe(minor);
      expect(/\.(\d+)/.exec(shown)?.[1]?.length ?? 0).toBe(minorDigits(currency));
    }),
    { numRuns: 2000 },
  );
});

test("a price in dinars has its paras, in every runtime", () => {
  expect(formatMoney(19_950, "RSD").replace("\u00a0", " ")).toBe("RSD 199.50");
  expect(formatMoney(19_950, "JPY")).toBe("¥19,950");
});
