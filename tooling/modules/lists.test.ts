import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "../cli/processes.ts";
import { addToLists, dropFromLists, listFiles } from "./lists.ts";
import { moduleNames } from "./project.ts";

// The lists in a separate folder: entries before the first module, after the last one, and without any module.

let folder: string;
const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, encoding: "utf8" });
const one = (name: string) => name.slice(0, -1);
/** The differences from the project, except line breaks. */
const differs = () => {
  execFileSync("biome", ["check", "--write", ...listFiles.filter((file) => file.endsWith(".ts"))], {
    cwd: folder,
    stdio: "pipe",
  });
  return git("diff");
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "waybill-lists-"));
  for (const file of [...listFiles, "biome.json"]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
  git("init", "-q");
  git("add", "-A");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ["before the first", ["animals"]],
  ["after the last", ["zebras"]],
  ["between", ["kites"]],
  ["everywhere, removed in the order of their addition", ["kites", "animals", "zebras", "bins"]],
])("modules added %s are in the lists, and leave no trace when they are removed", (_where, names) => {
  for (const name of names) addToLists(folder, name, one(name), ["a thing", ""]);
  for (const file of listFiles.filter((each) => !each.includes("/owned/"))) {
    for (const name of names) expect(readFileSync(join(folder, file), "utf8"), file).toContain(name);
  }
  const [, guide = ""] = readFileSync(join(folder, "docs/modules.md"), "utf8").split("\n## The modules\n");
  for (const name of names) expect(guide.split("\n## ")[0]).toContain(`| \`${name}\` |`);
  for (const name of names) dropFromLists(folder, name, one(name));
  expect(differs()).toBe("");
});

test("the comment of a list stays when all its modules are removed, and the next is added below it", () => {
  const names = moduleNames(folder);
  for (const name of names) dropFromLists(folder, name, one(name));
  const list = "packages/api/src/modules/index.ts";
  const above = (readFileSync(join(root, list), "utf8").split("\n")[0] ?? "").concat("\n\n");
  expect(readFileSync(join(folder, list), "utf8")).toBe(`${above}export {};\n`);
  addToLists(folder, "kites", "kite", ["a thing", ""]);
  expect(readFileSync(join(folder, list), "utf8")).toBe(
    `${above}export { kitesModule as kites } from "./kites/index.ts";\n`,
  );
  const [, guide = ""] = readFileSync(join(folder, "docs/modules.md"), "utf8").split("\n## The modules\n");
  expect(guide.split("\n## ")[0]).toContain("| `kites` |");
});
