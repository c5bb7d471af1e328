import fc from "fast-check";
import { expect, test } from "vitest";
import { marksUpTo } from "./day-chart.tsx";

test.each([
  [0, [0, 1]],
  [1, [0, 1]],
  [3, [0, 1, 2, 3]],
  [7, [0, 2, 4, 6, 8]],
  [48, [0, 10, 20, 30, 40, 50]],
  [1200, [0, 500, 1000, 1500]],
])("an axis up to %i has the marks %j", (largest, marks) => expect(marksUpTo(largest)).toEqual(marks));

test("an axis has at most five equal steps of whole numbers, and reaches the largest value", () => {
  fc.assert(
    fc.property(fc.nat(), (largest) => {
      const marks = marksUpTo(largest);
      const [zero, step = 0] = marks;
      expect(zero).toBe(0);
      expect(marks.length).toBeLessThanOrEqual(6);
      expect(marks.at(-1)).toBeGreaterThanOrEqual(largest);
      expect(marks).toEqual(marks.map((_mark, n) => n * step));
    }),
  );
});
