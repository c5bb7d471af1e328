import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { capture, root } from "./processes.ts";
import { green, red, step } from "./terminal.ts";

/** Tests with real inputs, by file. */
const suites = [
  { what: "Files", file: "packages/api/src/modules/parcels/import-cases.test.ts", tests: /./ },
  {
    what: "Labels",
    file: "packages/api/src/modules/parcels/label.test.ts",
    tests: /^(?:a label has|what no font has is found)/,
  },
  { what: "Postcodes", file: "packages/validators/src/validators.test.ts", tests: /^places (?:bring|keep|demand)/ },
];

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

/** `npm run cases`: a table of real inputs with the expected results, and whether they are right. */
export async function cases(): Promise<number> {
  const folder = join(root, ".artifacts");
  mkdirSync(folder, { recursive: true });
  const output = join(folder, "cases.json");
  const files = suites.map(({ file }) => file);
  const { output: said } = await capture("vitest", ["run", ...files, "--reporter=json", `--outputFile=${output}`]);
  if (!existsSync(output)) throw new Error(said);
  const { testResults } = report.parse(JSON.parse(readFileSync(output, "utf8")));
  let [all, held] = [0, 0];
  for (const { what, file, tests } of suites) {
    step(what);
    const results = testResults.find(({ name }) => name.endsWith(file))?.assertionResults ?? [];
    for (const { ancestorTitles, title, status } of results) {
      const says = [...ancestorTitles, title].join(" ").replace("- ", "-");
      if (!tests.test(says)) continue;
      const passed = status === "passed";
      [all, held] = [all + 1, held + Number(passed)];
      process.stdout.write(`${passed ? green("✔") : red("✖")} ${says}\n`);
    }
  }
  process.stdout.write(`\ncases ${all}, right ${held}\n`);
  writeFileSync(join(folder, "cases-figures.json"), JSON.stringify({ cases: all, right: held }));
  return all > 0 && all === held ? 0 : 1;
}
