import fc from "fast-check";
import { expect, test } from "vitest";
import { ScanReader } from "./scan.ts";

/** Types a text and Enter. @param gaps the time before each key but the first, in milliseconds */
function type(text: string, gaps: readonly number[]) {
  const reader = new ScanReader();
  let at = 1000;
  return [...text, "Enter"].map((key, index) => {
    at += index === 0 ? 0 : (gaps[index - 1] ?? 10);
    return reader.read({ key, timeStamp: at });
  });
}

const code = fc.string({ minLength: 4, maxLength: 40, unit: fc.constantFrom(..."ABCxyz019-./ ") });

test("a code typed with less than 35 ms between its keys, and Enter, was scanned", () => {
  fc.assert(
    fc.property(code, fc.array(fc.double({ min: 0, max: 34.9, noNaN: true }), { minLength: 40 }), (text, gaps) => {
      expect(type(text, gaps).at(-1)).toEqual({ kind: "scanned", code: text });
    }),
  );
});

test("a code with one slow key is not a scan", () => {
  fc.assert(
    fc.property(code, fc.nat(), fc.double({ min: 35, max: 500, noNaN: true }), (text, place, slow) => {
      const gaps = Array(text.length).fill(10);
      gaps[place % text.length] = slow;
      expect(type(text, gaps).at(-1)).not.toEqual({ kind: "scanned", code: text });
    }),
  );
});

test("fast typing is not a scan: with three letters, a pause before Enter, or another key in between", () => {
  expect(type("abc", [5, 5, 5]).at(-1)).toEqual({ kind: "none" });
  expect(type("abcdef", [20, 20, 20, 20, 20, 60]).at(-1)).toEqual({ kind: "none" });
  const reader = new ScanReader();
  const keys = ["a", "b", "Backspace", "c", "d", "e", "Enter"];
  expect(keys.map((key, index) => reader.read({ key, timeStamp: index * 10 })).at(-1)).toEqual({ kind: "none" });
});

test("text typed before is not part of the code; shifted keys are", () => {
  const reader = new ScanReader();
  reader.read({ key: "x", timeStamp: 0 });
  for (const [index, key] of ["Shift", "W", "Shift", "B", "-", "1", "0"].entries()) {
    reader.read({ key, timeStamp: 100 + index * 8 });
  }
  expect(reader.read({ key: "Enter", timeStamp: 160 })).toEqual({ kind: "scanned", code: "WB-10" });
});
