import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../cli/processes.ts";
import { textOf } from "./manifests.ts";

test("the Dockerfile's step creates the folder from the sources alone", () => {
  const home = mkdtempSync(join(tmpdir(), "waybill-image-"));
  const [source, folder, data] = ["src", "app", "data"].map((name) => join(home, name));
  if (!source || !folder || !data) throw new Error("no folder");
  for (const file of execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" }).trim().split("\n")) {
    if (!existsSync(join(root, file))) continue; // removed, and not committed
    mkdirSync(dirname(join(source, file)), { recursive: true });
    cpSync(join(root, file), join(source, file));
  }
  const step = /^RUN (.+)$/m.exec(textOf("Dockerfile"))?.[1]?.replace("/app", folder).replace("/data", data) ?? "";
  expect(step).toMatch(/^npm run image:folder /);
  // As in the image of the build: a Node and an npm, and nothing that this project has installed.
  const PATH = (process.env.PATH ?? "")
    .split(":")
    .filter((entry) => !entry.startsWith(root) && !entry.includes("node_modules"))
    .join(":");
  execFileSync("sh", ["-c", step], { cwd: source, env: { ...process.env, PATH, NODE_ENV: undefined }, stdio: "pipe" });
  expect(readdirSync(folder)).toEqual(expect.arrayContaining([".next", "next.config.mjs", "node_modules", "server"]));
  const run = (args: string[]) =>
    execFileSync(process.execPath, [join(folder, "server/bin/main.js"), ...args], { encoding: "utf8", stdio: "pipe" });
  expect(run(["cli", "--help"])).toContain("Usage: waybill");
  expect(() => run(["nothing"])).toThrow(/There is no command nothing/);
  rmSync(home, { recursive: true });
}, 900_000);
