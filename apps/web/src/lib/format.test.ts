import { currencyCodes, minorDigits } from "@waybill/validators";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatsOf } from "./format.ts";

const { formatMoney } = formatsOf("en");

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
  expect(formatMoney(19_950, "JPY")).toBe("JP¥19,950");
});

test("numbers, times and amounts are written as the language writes them", () => {
  const [en, de] = [formatsOf("en"), formatsOf("de")];
  expect([en.formatCount(12_345), de.formatCount(12_345)]).toEqual(["12,345", "12.345"]);
  expect([en.formatDay("2026-01-31"), de.formatDay("2026-01-31")]).toEqual(["31 Jan 2026", "31.01.2026"]);
  expect([en.formatDayOfYear("2026-01-31"), de.formatDayOfYear("2026-01-31")]).toEqual(["31 Jan", "31. Jan."]);
  expect(en.formatTimeIn("Europe/Berlin", "2026-01-31T12:00:00Z")).toBe("Saturday, 31 January 2026 at 13:00");
  const now = Date.parse("2026-01-31T12:00:00Z");
  expect(de.formatRelative("2026-01-31T11:00:00Z", now)).toBe("vor 1 Stunde");
  expect([en.formatSpan(30), de.formatSpan(172_800)]).toEqual(["< 1 min", "2 Tg."]);
});
