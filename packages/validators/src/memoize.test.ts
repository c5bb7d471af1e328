import { expect, test } from "vitest";
import { memoize } from "./memoize.ts";

test("equal arguments give the same object, others another one", () => {
  const numbers = memoize(
    (locale: string, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options),
  );
  expect(numbers("de", { style: "percent" })).toBe(numbers("de", { style: "percent" }));
  expect(numbers("de", { style: "percent" }).format(0.5)).toBe("50\u00a0%");
  expect(numbers("en", { style: "percent" }).format(0.5)).toBe("50%");
  expect(numbers("de", {}).format(0.5)).toBe("0,5");
});

test("a refused argument is refused each time", () => {
  const zones = memoize((timeZone: string) => new Intl.DateTimeFormat("en", { timeZone }));
  for (const _ of [1, 2]) expect(() => zones("Mars/Base")).toThrow(RangeError);
});
