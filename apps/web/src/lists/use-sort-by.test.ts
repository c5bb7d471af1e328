import { expect, it } from "vitest";
import { sorterOf } from "./use-sort-by.ts";

// cspell:ignore Zypern Polen

it("sorts by the shown text, in the order of the language, and keeps the given list", () => {
  const countries = [{ name: "Zypern" }, { name: "Österreich" }, { name: "Oman" }, { name: "Polen" }];
  const sorted = sorterOf("de")(countries, ({ name }) => name);
  expect(sorted.map(({ name }) => name)).toEqual(["Oman", "Österreich", "Polen", "Zypern"]);
  expect(countries[0]).toEqual({ name: "Zypern" });
});
