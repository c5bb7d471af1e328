import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { isDescribed } from "../documents/names.ts";
import { capture, root } from "./processes.ts";
import { green, red, step } from "./terminal.ts";

/** Tests with real inputs: the file, and the titles of the tests. */
interface Suite {
  what: string;
  file: string;
  tests: RegExp;
}

const all: Suite[] = [
  { what: "Files", file: "packages/api/src/modules/parcels/imports/import-cases.test.ts", tests: /./ },
  {
    what: "Labels",
    file: "packages/api/src/modules/parcels/labels/label.test.ts",
    tests: /^has every letter|^has postcode, city and country|^is found in the fonts/,
  },
  {
    what: "Postcodes",
    file: "packages/validators/src/places.test.ts",
    tests: /^bring a postcode|^keep a postcode|^demand a postcode/,
  },
];

/** The suites of this project. A product made from it may lack the modules of some. */
export const suites = isDescribed(root) ? all : all.filter(({ file }) => existsSync(join(root, file)));

const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
      ),
    }),
  ),
});

/**
 * The cases of a report of Vitest, by suite.
 *
 * @throws {Error} if a suite has no case: its tests are in another file, or have other titles.
 */
export function casesOf({ testResults }: z.output<typeof report>, listed: readonly Suite[] = suites) {
  return listed.map(({ what, file, tests }) => {
    const results = testResults.find(({ name }) => name.endsWith(file))?.assertionResults ?? [];
    const cases = results
      .filter(({ title }) => tests.test(title))
      .map(({ ancestorTitles, title, status }) => ({
        title: [...ancestorTitles, title].join(" ").replace("- ", "-"),
        passed: status === "passed",
      }));
    if (cases.length === 0) throw new Error(`${what}: ${file} has no test with a title like ${tests}.`);
    return { what, cases };
  });
}

/** `npm run cases`: tests real inputs, and prints each with its result. */
export async function cases(): Promise<number> {
  const folder = join(root, ".artifacts");
  mkdirSync(folder, { recursive: true });
  const output = join(folder, "cases.json");
  if (suites.length === 0) throw new Error("No module with cases is left.");
  const files = suites.map(({ file }) => file);
  const { output: printed } = await capture("vitest", ["run", ...files, "--reporter=json", `--outputFile=${output}`]);
  if (!existsSync(output)) throw new Error(printed);
  const found = casesOf(report.parse(JSON.parse(readFileSync(output, "utf8"))));
  for (const { what, cases } of found) {
    step(what);
    for (const { title, passed } of cases) process.stdout.write(`${passed ? green("✔") : red("✖")} ${title}\n`);
  }
  const results = found.flatMap(({ cases }) => cases);
  const right = results.filter(({ passed }) => passed).length;
  process.stdout.write(`\ncases ${results.length}, right ${right}\n`);
  writeFileSync(join(folder, "cases-figures.json"), JSON.stringify({ cases: results.length, right }));
  return right === results.length ? 0 : 1;
}
