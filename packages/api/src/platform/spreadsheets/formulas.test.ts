import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeFormula, unescapeFormula } from "./formulas.ts";

test("a text is escaped so that no spreadsheet reads a formula, and restored", () => {
  const text = fc.string({ unit: fc.constantFrom(..."=+-@'\t\r\n|%＝＋－＠a1 "), maxLength: 8 });
  fc.assert(
    fc.property(text, (given) => {
      const escaped = escapeFormula(given);
      expect(escaped).not.toMatch(/^[=+\-@\t\r\n|%＝＋－＠]/);
      expect(unescapeFormula(escaped)).toBe(given);
    }),
    { numRuns: 2000, seed: 5 },
  );
});
