import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { businessNamed } from "../boundaries/business.ts";
import { sourceViolations } from "../boundaries/source-rules.ts";
import { foreignReads, foreignWrites, unownedTables } from "../boundaries/tables.ts";
import { copyProject } from "./copy.ts";
import { moduleNames, refTargetOf } from "./project.ts";
import { argumentsOf, randomRequest } from "./random.ts";

// Twenty random modules in a copy of the project: the sources are formatted, compile, keep the boundaries, pass their tests, and are removed
// without a trace. Every second one may refer to the one before. `SEED=…` repeats a run; the test names contain the seed.

const first = Number(process.env.SEED ?? Date.now() % 1_000_000);
const pairs = 10;
let copy: string;

beforeAll(() => {
  copy = copyProject();
}, 60_000);
afterAll(() => rmSync(copy, { recursive: true, force: true }), 60_000);

/** Runs a program in the copy. @throws with its output if it fails */
function run(command: string, ...args: string[]): string {
  const env = { ...process.env, NO_COLOR: "1", VITEST: undefined };
  try {
    return execFileSync(command, args, { cwd: copy, encoding: "utf8", stdio: "pipe", env, maxBuffer: 1 << 28 });
  } catch (error) {
    if (!(error instanceof Error && "stdout" in error && "stderr" in error)) throw error;
    throw new Error(
      `${command} ${args.join(" ")}\n${String(error.stdout).slice(-6000)}${String(error.stderr).slice(-2000)}`,
    );
  }
}

const waybill = (...args: string[]) => run(process.execPath, "tooling/cli/main.ts", ...args);
const bin = (name: string) => join(copy, "node_modules/.bin", name);

/** Checks the format, the types and the boundaries of the changed sources. */
function checkSources(): void {
  const changed = run("git", "ls-files", "-z", "--modified", "--others", "--exclude-standard").split("\0");
  const sources = changed.filter((file) => /\.(tsx?|md)$/.test(file));
  run(bin("biome"), "ci", "--error-on-warnings", ...sources);
  const config = join(copy, "apps/web/tsconfig.written.json");
  const written = sources.filter((file) => /tsx?$/.test(file)).map((file) => `../../${file}`);
  // With the types of texts, which no source imports.
  const files = ["src/texts/next-intl.d.ts", ...written];
  writeFileSync(config, JSON.stringify({ extends: "./tsconfig.json", files, include: [] }));
  run(bin("tsc"), "--noEmit", "-p", config);
  rmSync(config);
  expect(sourceViolations(copy).violations).toEqual([]);
  expect([...foreignReads(copy, copy), ...foreignWrites(copy, copy), ...unownedTables(copy)]).toEqual([]);
  expect(businessNamed(copy, copy)).toEqual([]);
}

test.each(Array.from({ length: pairs }, (_, index) => [first + 2 * index, first + 2 * index + 1]))(
  "the random modules of the seeds %i and %i pass their checks",
  (one, other) => {
    const known = moduleNames(copy);
    const targets = known.filter((name) => typeof refTargetOf(copy, name) === "object");
    const before = randomRequest(one, targets, known);
    const after = randomRequest(other, [before.name], [...known, before.name]);
    const commands = [before, after].map((wanted) => argumentsOf(wanted).join(" ")).join("\n");
    try {
      for (const wanted of [before, after]) waybill("new:module", ...argumentsOf(wanted), "--yes", "--no-tables");
      checkSources();
      const folders = [before, after].map(({ name }) => `src/modules/${name}/`);
      run(bin("vitest"), "run", "--project", "@waybill/api", ...folders);
      // The newest first, so that both migrations are removed; or both at once, if one needs the other.
      const linked = after.fields.some((field) => field.includes(`ref(${before.name})`));
      if (!linked) waybill("remove:module", after.name, "--yes");
      waybill("remove:module", before.name, "--with-dependents", "--yes");
      expect(run("git", "status", "--porcelain")).toBe("");
    } catch (error) {
      throw new Error(`SEED=${one}:\n${commands}`, { cause: error });
    } finally {
      run("git", "checkout", "-q", ".");
      run("git", "clean", "-fdq", "apps", "bench", "docs", "e2e", "packages");
    }
  },
  300_000,
);
