import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { root } from "../cli/processes.ts";
import { copyProject } from "./copy.ts";
import { moduleNames } from "./project.ts";

// Each business module is removed with its dependents, and then all modules. The rest passes the checks and its tests. The
// product without modules is built and started, and passes the remaining browser tests.

/** Runs a command of a copy. @throws with its output if it fails */
function run(copy: string, command: string, args: readonly string[], { folder = "", env = {} } = {}): string {
  const options = { cwd: join(copy, folder), encoding: "utf8", stdio: "pipe", maxBuffer: 1 << 28 } as const;
  try {
    return execFileSync(command, args, {
      ...options,
      env: { ...process.env, NO_COLOR: "1", VITEST: undefined, ...env },
    });
  } catch (error) {
    if (!(error instanceof Error && "stdout" in error && "stderr" in error)) throw error;
    throw new Error(
      `${command} ${args.join(" ")}\n${String(error.stdout).slice(-8000)}${String(error.stderr).slice(-2000)}`,
    );
  }
}

/** The path of a tool that the project brings. */
const tool = (name: string) =>
  [join(root, ".tools/node_modules/.bin", name), join(root, "node_modules/.bin", name)].find((path) =>
    existsSync(path),
  ) ?? name;

/** Makes a copy without some modules, as its first commit has it. @returns its folder */
function copyWithout(names: readonly string[]): string {
  const copy = copyProject({ installed: false });
  run(copy, tool("pnpm"), ["install", "--frozen-lockfile", "--prefer-offline"]);
  for (const name of names) {
    if (!moduleNames(copy).includes(name)) continue;
    run(copy, process.execPath, ["tooling/cli/main.ts", "remove:module", name, "--with-dependents", "--yes"]);
  }
  run(copy, "git", ["add", "--all"]);
  run(copy, "git", ["-c", "user.name=Test", "-c", "user.email=test@example.test", "commit", "-qm", "Remove modules"]);
  return copy;
}

/** The unit tests, one package after the other: each starts its own databases. */
const projects = [
  ...["@waybill/config", "@waybill/validators", "@waybill/postgres", "@waybill/db", "@waybill/api"],
  ...["@waybill/api alone", "@waybill/web", "@waybill/worker", "@waybill/cli", "tooling"],
];

const desk = moduleNames(root);
const bare = "all modules";

describe.each([...desk.map((name) => [name, [name]] as const), [bare, desk] as const])("without %s", (what, names) => {
  let copy: string;
  const data = mkdtempSync(join(tmpdir(), "waybill-removed-"));

  beforeAll(() => {
    copy = copyWithout(names);
  }, 300_000);
  afterAll(() => {
    for (const folder of [copy, data]) rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  test("the checks pass", () => {
    expect(run(copy, process.execPath, ["tooling/cli/main.ts", "check"])).toMatch(/\d+ passed, 0 failed\n$/);
  }, 900_000);

  test.each(projects)(
    "the tests of %s pass",
    (project) => {
      const short = ["--exclude=**/*.long.test.ts", "--passWithNoTests"];
      run(copy, tool("vitest"), ["run", "--project", project, ...short]);
    },
    1_800_000,
  );

  const production = { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };

  test.runIf(what === bare)(
    "the product builds, starts, and shows its first page",
    async () => {
      run(copy, join(copy, "apps/web/node_modules/.bin/next"), ["build"], { folder: "apps/web", env: production });
      const env = { ...process.env, ...production, WAYBILL_SKIP_BUILD: "1", PORT: "4879", DATA_DIR: data };
      const product = spawn(process.execPath, ["tooling/cli/main.ts", "start"], { cwd: copy, env, stdio: "ignore" });
      const ended = new Promise((resolve) => product.once("exit", resolve));
      try {
        await vi.waitFor(
          async () => {
            const answer = await fetch("http://localhost:4879/sign-in");
            expect(answer.status).toBe(200);
            expect(await answer.text()).toContain("Sign in");
          },
          { timeout: 120_000, interval: 500 },
        );
      } finally {
        product.kill("SIGTERM");
        await ended;
      }
    },
    900_000,
  );

  test.runIf(what === bare)(
    "the remaining browser tests pass",
    () => {
      const playwright = join(copy, "e2e/node_modules/.bin/playwright");
      run(copy, playwright, ["test", "--project=desk"], { folder: "e2e", env: { BROWSER_TESTS: "short" } });
    },
    1_800_000,
  );
});
