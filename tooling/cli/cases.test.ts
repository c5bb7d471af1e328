import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { casesOf, suites } from "./cases.ts";
import { root } from "./processes.ts";

const result = (title: string, status = "passed") => ({ ancestorTitles: ["a group"], title, status });
const files = { what: "Files", file: "files.test.ts", tests: /./ };
const labels = { what: "Labels", file: "labels.test.ts", tests: /^has every letter/ };
const report = {
  testResults: [
    { name: "/project/files.test.ts", assertionResults: [result("is read"), result("is refused")] },
    {
      name: "/project/labels.test.ts",
      assertionResults: [result("has every letter of a name", "failed"), result("is one page")],
    },
  ],
};

test("cases are the tests of real inputs, with their results", () => {
  expect(casesOf(report, [files, labels]).map(({ cases }) => cases.map(({ passed }) => passed))).toEqual([
    [true, true],
    [false],
  ]);
});

test("a suite without cases is an error", () => {
  expect(() => casesOf(report, [{ ...labels, tests: /^has no letter/ }])).toThrow("Labels");
  expect(() => casesOf(report, [{ ...labels, file: "moved.test.ts" }])).toThrow("moved.test.ts");
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
