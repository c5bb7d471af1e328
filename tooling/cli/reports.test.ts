import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { capture, root } from "./processes.ts";
import { failuresOfPlaywright, failuresOfVitest, playwrightReport, vitestReport } from "./reports.ts";

/** Runs a tool on one file of tests, and reads its report. */
async function reportOf(
  parent: string,
  name: string,
  source: string,
  run: (folder: string, report: string) => Promise<unknown>,
) {
  mkdirSync(join(root, parent), { recursive: true });
  const folder = mkdtempSync(join(root, parent, "reports-"));
  try {
    writeFileSync(join(folder, name), source);
    await run(folder, join(folder, "report.json"));
    return JSON.parse(readFileSync(join(folder, "report.json"), "utf8"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const vitest = (source: string) =>
  reportOf(
    ".artifacts",
    "some.test.js",
    `import { describe, expect, test } from "vitest";\n${source}`,
    (folder, report) => {
      writeFileSync(join(folder, "vitest.config.js"), "export default {};");
      return capture("vitest", ["run", "--root", folder, "--reporter=json", `--outputFile=${report}`]);
    },
  ).then((json) => failuresOfVitest(vitestReport.parse(json)));

test("failures of Vitest are reported with file, name and message", async () => {
  const failures = await vitest(
    `describe("a sum", () => { test("is right", () => {}); test("is wrong", () => expect(1 + 1).toBe(3)); });`,
  );
  expect(failures).toEqual([
    expect.stringMatching(
      /^\.artifacts\/reports-\w+\/some\.test\.js › a sum is wrong\n {2}AssertionError: expected 2 to be 3/,
    ),
  ]);
});

test("a file that does not load is one failure", async () => {
  expect(await vitest(`throw new Error("no such thing");`)).toEqual([
    expect.stringMatching(/some\.test\.js › the whole file\n {2}.*no such thing/),
  ]);
});

test("failures of Playwright are reported with file, name and message", async () => {
  const json = await reportOf(
    "e2e/.artifacts",
    "some.spec.js",
    `import { expect, test } from "@playwright/test";
     test("is right", () => {});
     test.describe("a sum", () => { test("is wrong", () => expect(1 + 1).toBe(3)); });`,
    (folder, report) => {
      writeFileSync(
        join(folder, "playwright.config.js"),
        `export default { respectGitIgnore: false, outputDir: "results" };`,
      );
      return capture("playwright", ["test", "--config", folder, "--reporter=json"], {
        folder: "e2e",
        env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
      });
    },
  );
  expect(failuresOfPlaywright(playwrightReport.parse(json))).toEqual([
    expect.stringMatching(/^some\.spec\.js › is wrong\n(?:.*\n)*.*Expected: 3/),
  ]);
});
