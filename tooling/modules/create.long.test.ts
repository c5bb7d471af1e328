import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { capture, root } from "../cli/processes.ts";

// Creates products in empty folders, with some of the modules and with none. Each is checked and built unchanged.

const parent = mkdtempSync(join(tmpdir(), "waybill-created-"));
afterAll(() => rmSync(parent, { recursive: true, force: true }), 60_000);

const create = (...args: string[]) =>
  capture("node", ["tooling/cli/main.ts", "create", ...args], { env: { ...process.env, INIT_CWD: parent } });

/** The environment after a fresh clone, without the variables of the test run. */
const { NODE_ENV: _test, VITEST: _vitest, ...environment } = process.env;
const run = (folder: string, ...command: string[]) =>
  capture("node", ["tooling/bootstrap.mjs", ...command], {
    folder: relative(root, folder),
    env: environment as NodeJS.ProcessEnv, // NODE_ENV may be missing
  });

test.each([
  ["My Product", /My Product cannot be a product's name/],
  ["full", /full is not empty/],
  [`${root}/copy`, /is inside of this repository/],
])("a product cannot be created in %s", async (folder, why) => {
  mkdirSync(join(parent, "full"), { recursive: true });
  writeFileSync(join(parent, "full/file"), "");
  const { code, output } = await create(folder, "--modules", "none");
  expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(why) });
  expect(existsSync(join(root, "copy"))).toBe(false);
});

/** Starts a product that was built, on an empty folder for its data. */
async function start(folder: string, word: string) {
  const data = mkdtempSync(join(tmpdir(), "waybill-started-"));
  const port = "4891";
  const env = { ...environment, PORT: port, DATA_DIR: data, [`${word.toUpperCase()}_SKIP_BUILD`]: "1" };
  const product = spawn(process.execPath, ["tooling/bootstrap.mjs", "start"], { cwd: folder, env });
  let output = "";
  for (const stream of [product.stdout, product.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk));
  const ended = new Promise((resolve) => product.once("exit", resolve));
  const stop = async () => {
    product.kill("SIGTERM");
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
  try {
    await vi.waitFor(() => expect(output).toContain("SIGTERM stops everything"), { timeout: 120_000, interval: 200 });
  } catch (error) {
    await stop();
    throw error;
  }
  return { output: () => output, base: `http://localhost:${port}`, stop };
}

describe.each([
  ["my-product", "none"],
  ["counted-things", "items,tags"],
])("a product %s with the modules %s", (name, modules) => {
  const folder = join(parent, name);
  const word = name.replaceAll("-", "");
  beforeAll(async () => {
    const { code, output } = await create(name, "--modules", modules);
    expect(output).toContain(`is in ${folder}`);
    expect(code).toBe(0);
  }, 600_000);

  test("has its own name everywhere, and one commit with all files", async () => {
    const named = await capture("git", ["-C", folder, "grep", "-il", "waybill"]);
    expect(named.output.split("\n").filter((file) => file !== "" && file !== "LICENSE")).toEqual([]);
    const { output: log } = await capture("git", ["-C", folder, "log", "--format=%s"]);
    expect(log.trim().split("\n")).toHaveLength(1);
    expect((await capture("git", ["-C", folder, "status", "--porcelain"])).output).toBe("");
    expect(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).name).toBe(word);
  });

  test("passes its checks, and builds", async () => {
    const checked = await run(folder, "check");
    expect(checked.output).toMatch(/\d+ passed, 0 failed\n$/);
    const built = await run(folder, "build");
    expect(built.output.slice(-2000)).not.toMatch(/error/i);
    expect(built.code).toBe(0);
  }, 600_000);

  test("starts without demo data, and the first person signs up", async () => {
    const { output, base, stop } = await start(folder, word);
    try {
      expect(output()).toContain(`Sign up: ${base}/sign-up`);
      expect(output()).not.toMatch(/demo/i);
      const input = JSON.stringify({ name: "Ada", email: "ada@example.test" });
      const options = { method: "POST", headers: { "content-type": "application/json" }, body: input };
      expect((await fetch(`${base}/api/trpc/auth.signUp`, options)).status).toBe(200);
      await vi.waitFor(
        async () => expect(await (await fetch(`${base}/dev/outbox`)).text()).toContain("ada@example.test"),
        {
          timeout: 30_000,
        },
      );
    } finally {
      await stop();
    }
  }, 300_000);
});
