import { expect, test } from "vitest";
import { misspellings } from "./misspellings.ts";

test.each([
  ["a letter less", "spades", "spade"],
  ["a letter more", "spde", "spade"],
  ["another letter", "spaxe", "spade"],
  ["two letters that changed places", "sapde", "spade"],
  ["a wrong first letter", "gpade", "spade"],
  ["a wrong last letter", "spadr", "spade"],
  ["a letter missing at the end", "spad", "spade"],
  ["a letter of another script", "мосва", "москва"],
])("%s: %s may be meant as %s", (_what, typed, meant) => {
  expect(misspellings(typed)).toContain(meant);
});

test("two mistakes are not one, and a word is no misspelling of itself", () => {
  expect(misspellings("spxdx")).not.toContain("spade");
  expect(misspellings("spade")).not.toContain("spade");
});

test("there are a few hundred of a word, each once", () => {
  const all = misspellings("lovelace");
  expect(new Set(all).size).toBe(all.length);
  expect(all.length).toBeLessThan(700);
});
