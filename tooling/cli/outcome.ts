import { join } from "node:path";
import { root } from "./processes.ts";
import { bold, dim, green, red } from "./terminal.ts";

/** The result of a check or of a part of the tests. */
export interface Outcome {
  name: string;
  passed: number;
  failed: number;
  /** The failures, repeated at the end of the output. */
  failures?: readonly string[];
}

/** The folder of reports, logs and caches. */
export const artifacts = join(root, ".artifacts");

/** Prints the result of a check, with its problems. */
export function conclusion(name: string, problems: string[], remark: string): Outcome {
  const ok = problems.length === 0;
  process.stdout.write(`${ok ? green("✔") : red("✖")} ${name} ${dim(remark)}\n`);
  if (!ok) process.stdout.write(`  ${problems.join("\n  ")}\n`);
  return { name, passed: ok ? 1 : 0, failed: ok ? 0 : 1, failures: problems };
}

/** The time since a moment of `performance.now()`, as text. */
export const secondsSince = (started: number) => `${((performance.now() - started) / 1000).toFixed(1)} s`;

/** Prints all failures and sums. @returns the exit code */
export function conclude(outcomes: Outcome[]): number {
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
