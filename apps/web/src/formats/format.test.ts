import { currencyCodes, minorDigits } from "@waybill/validators";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
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
  const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();
  expect([0, 9, 10].map((seconds) => en.formatRelative(ago(seconds), now))).toEqual([
    "just now",
    "just now",
    "10 seconds ago",
  ]);
  expect(de.formatRelative(ago(1), now)).toBe("gerade eben");
  expect(en.formatRelative(ago(-5), now)).toBe("in 5 seconds");
  expect([en.formatSpan(30), de.formatSpan(172_800)]).toEqual(["< 1 min", "2 Tg."]);
});

test("a page of rows makes no formatter twice", () => {
  const made = (["DateTimeFormat", "NumberFormat", "RelativeTimeFormat", "ListFormat"] as const).map((name) =>
    vi.spyOn(Intl, name),
  );
  const count = () => made.reduce((sum, { mock }) => sum + mock.calls.length, 0);
  const row = () => {
    const { formatDateTime, formatDate, formatDay, formatDayOfYear, formatTimeIn, ...rest } = formatsOf("de");
    const day = "2026-01-31";
    for (const format of [formatDateTime, formatDate, formatDay, formatDayOfYear]) format(day);
    formatTimeIn("Europe/Berlin", day);
    rest.formatRelative(day, 0);
    rest.formatMoney(1, "EUR");
    for (const format of [rest.formatWeight, rest.formatBytes, rest.formatCount, rest.formatUpTo]) format(1);
    for (const format of [rest.formatSpan, rest.formatDuration, rest.formatWait]) format(1);
    rest.formatTotal({ total: 1, more: false });
    rest.formatShare(1, 2);
    for (const format of [rest.formatAll, rest.formatAny]) format(["one", "other"]);
  };
  row();
  const once = count();
  expect(once).toBeGreaterThan(0);
  for (let index = 1; index < 50; index += 1) row();
  expect(count()).toBe(once);
});
