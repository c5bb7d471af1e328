import { expect, test } from "vitest";
import { misspellings } from "./misspellings.ts";

test.each([
  ["a missing letter", "spades", "spade"],
  ["an extra letter", "spde", "spade"],
  ["a wrong letter", "spaxe", "spade"],
  ["two transposed letters", "sapde", "spade"],
  ["a wrong first letter", "gpade", "spade"],
  ["a wrong last letter", "spadr", "spade"],
  ["a missing last letter", "spad", "spade"],
  ["a letter of another script", "мосва", "москва"],
])("%s: %s is corrected to %s", (_what, typed, meant) => {
  expect(misspellings(typed)).toContain(meant);
});

test("two mistakes are not corrected, and a word is not a correction of itself", () => {
  expect(misspellings("spxdx")).not.toContain("spade");
  expect(misspellings("spade")).not.toContain("spade");
});

test("a word has a few hundred corrections, each once", () => {
  const all = misspellings("lovelace");
  expect(new Set(all).size).toBe(all.length);
  expect(all.length).toBeLessThan(700);
});
