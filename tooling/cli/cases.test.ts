import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { casesOf, suites } from "./cases.ts";
import { root } from "./processes.ts";

const result = (title: string, status = "passed") => ({ ancestorTitles: ["a group"], title, status });
const reportOf = (titles: readonly string[]) => ({
  testResults: suites.map(({ file }, index) => ({
    name: join(root, file),
    assertionResults: [result(titles[index] ?? ""), result("of something else")],
  })),
});
const titles = ["of something", "has every letter of an address", "bring a postcode into its form"];

test("cases are the tests of real inputs, with their results", () => {
  const { testResults } = reportOf(titles);
  testResults[1]?.assertionResults.push(result("is found by asking the fonts", "failed"));
  expect(casesOf({ testResults }).map(({ cases }) => cases.map(({ passed }) => passed))).toEqual([
    [true, true],
    [true, false],
    [true],
  ]);
});

test("a suite without cases is an error", () => {
  expect(() => casesOf(reportOf([...titles.slice(0, 2), "another title"]))).toThrow("Postcodes");
});

test("each suite names tests of its file", () => {
  for (const { file, tests } of suites) {
    const source = readFileSync(join(root, file), "utf8");
    const titles = [...source.matchAll(/\btest\(\s*"([^"]+)"|\]\)\(\s*"([^"]+)"|\btest\.each\(\w+\)\("([^"]+)"/g)];
    const named = titles
      .map(([, plain, list, name]) => plain ?? list ?? name ?? "")
      .filter((title) => tests.test(title));
    expect(named.length).toBeGreaterThanOrEqual(tests.source.split("|").length);
  }
});
