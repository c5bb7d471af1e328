import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { z } from "zod";
import { checks } from "./check.ts";
import { artifacts, conclude, type Outcome } from "./outcome.ts";
import { capture, run } from "./processes.ts";
import { chaosMain, fuzzMain, isThere } from "./removable.ts";
import { failuresOfPlaywright, failuresOfVitest, playwrightReport, vitestReport } from "./reports.ts";
import { build } from "./start.ts";
import { red, step, UserError } from "./terminal.ts";

// The tests of `npm test` and `npm run test:long`, and the api's tests on other databases.

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
 * @param args the URL of a database on the coordinator, for a superuser; then arguments of Vitest
 */
export async function citusTests([url = "", ...args]: string[]): Promise<number> {
  if (!/^postgres(?:ql)?:\/\//.test(url)) {
    throw new UserError("Name a database on the coordinator: postgres://postgres@host/database");
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
