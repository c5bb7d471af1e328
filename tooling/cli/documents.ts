import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { envExampleOf, exampleFile } from "../documents/env-example.ts";
import {
  blocksOf,
  type Figures,
  figuresFile,
  figuresSchema,
  fill,
  isFilled,
  readFigures,
} from "../documents/figures.ts";
import { documentsOf } from "../documents/files.ts";
import { root } from "./processes.ts";
import { dim, green, step } from "./terminal.ts";

const amount = z.number();

/** How the figures are read from a report. */
const reports: Record<keyof Figures, (report: unknown) => Record<string, number>> = {
  unit: (report) => ({ passed: z.object({ numPassedTests: amount }).parse(report).numPassedTests }),
  browser: (report) => ({
    passed: z.object({ stats: z.object({ expected: amount }) }).parse(report).stats.expected,
  }),
  attack: z.object({ rounds: amount, calls: amount, leaks: amount }).parse,
  mutants: z.object({ mutants: amount, killed: amount }).parse,
  fuzz: z.object({ inputs: amount, sent: amount, wrong: amount }).parse,
  cases: z.object({ cases: amount, right: amount }).parse,
};

/** The files of the reports of complete runs. */
const files: Record<keyof Figures, string> = {
  unit: "vitest.json",
  browser: "playwright.json",
  attack: "attack.json",
  mutants: "mutants.json",
  fuzz: "fuzz.json",
  cases: "cases-figures.json",
};

const isName = (name: string): name is keyof Figures => name in files;

/** The figures of the existing reports, and the previous figures for the others. */
function currentFigures(before: Figures): Figures {
  const fresh = Object.keys(files)
    .filter(isName)
    .map((name) => ({ name, path: join(root, ".artifacts", files[name]) }))
    .filter(({ path }) => existsSync(path))
    .map(({ name, path }) => {
      const at = statSync(path).mtime.toISOString().slice(0, 10);
      return [name, { ...reports[name](JSON.parse(readFileSync(path, "utf8"))), at }];
    });
  for (const [name] of fresh) process.stdout.write(`${green("✔")} ${name} ${dim("from its last complete run")}\n`);
  return figuresSchema.parse({ ...before, ...Object.fromEntries(fresh) });
}

/** Fills the figures into the documents. */
function fillIn() {
  const blocks = blocksOf(readFigures(root));
  for (const [path, text] of documentsOf(root)) {
    if (!isFilled(text, blocks)) writeFileSync(join(root, path), fill(text, blocks));
  }
}

/**
 * `npm run figures`: writes the results of the last complete runs into the documents: of tests, `attack`, `mutants`, `fuzz` and
 * `cases` from the reports in `.artifacts`, and of the benchmarks from `bench/results`.
 */
export async function figures(): Promise<number> {
  step("Figures");
  const { figures: before } = readFigures(root);
  writeFileSync(join(root, figuresFile), `${JSON.stringify(currentFigures(before), null, 2)}\n`);
  fillIn();
  return 0;
}

/** The part of `npm run format` for documents: `.env.example` and the figures. */
export function formatDocuments(): void {
  writeFileSync(join(root, exampleFile), envExampleOf(root));
  fillIn();
}
