import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { root } from "../cli/processes.ts";
import { copyProject } from "./copy.ts";

// The platform without any business module: it compiles, its tests and the core's pass, and the product builds and starts.

let copy: string;
const data = mkdtempSync(join(tmpdir(), "waybill-bare-"));

/** Runs a command of the copy. @throws with what it said, where it fails */
function run(command: string, args: readonly string[], { folder = "", env = {} } = {}): void {
  const options = { cwd: join(copy, folder), encoding: "utf8", stdio: "pipe", maxBuffer: 1 << 28 } as const;
  try {
    execFileSync(command, args, { ...options, env: { ...process.env, NO_COLOR: "1", VITEST: undefined, ...env } });
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

beforeAll(() => {
  copy = copyProject({ installed: false });
  run(tool("pnpm"), ["install", "--frozen-lockfile", "--prefer-offline"]);
  const folder = join(copy, "packages/api/src/modules");
  for (const { name } of readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory())) {
    if (!existsSync(join(folder, name))) continue;
    run(process.execPath, ["tooling/cli/main.ts", "remove:module", name, "--with-dependents", "--yes"]);
  }
}, 300_000);
afterAll(() => {
  for (const folder of [copy, data]) rmSync(folder, { recursive: true, force: true });
}, 60_000);

test.each(["tooling/typescript/server.json", "tooling/typescript/browser.json", "apps/web/tsconfig.json"])(
  "what is left of %s compiles",
  (program) => run(tool("tsc"), ["--noEmit", "-p", program]),
  600_000,
);

test("the tests of the core and the platform pass", () => {
  run(tool("vitest"), ["run", "--project", "@waybill/api", "src/core", "src/platform"]);
}, 1_800_000);

test("the product builds, starts, and shows its first page", async () => {
  const production = { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  run(join(copy, "apps/web/node_modules/.bin/next"), ["build"], { folder: "apps/web", env: production });
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
}, 900_000);
