import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { isNode, syntaxOf } from "../boundaries/syntax.ts";
import { root } from "../cli/processes.ts";
import { listFiles } from "./lists.ts";
import { dependentsOf, filesOf, moduleNames } from "./project.ts";

// The rest of the project imports nothing of a removed module. removals.long.test.ts removes each module, and runs the checks
// and the remaining tests.

const packages = new Map(
  globSync("{apps,packages}/*/package.json", { cwd: root }).map((file) => {
    const { name, exports = {} }: { name: string; exports?: Record<string, string> } = JSON.parse(
      readFileSync(join(root, file), "utf8"),
    );
    return [name, { folder: dirname(file), exports }] as const;
  }),
);

/** The project file of an import, whether or not it exists; null for a package. */
function fileOf(from: string, specifier: string): string | null {
  if (specifier.startsWith(".")) return join(dirname(from), specifier);
  if (specifier.startsWith("@/")) return join("apps/web/src", specifier.slice(2));
  const [name, rest] = [specifier.split("/").slice(0, 2).join("/"), specifier.split("/").slice(2).join("/")];
  const known = packages.get(name);
  if (!known) return null;
  const exact = known.exports[rest ? `./${rest}` : "."];
  const path = exact ?? known.exports["./*"]?.replace("*", rest);
  return path === undefined ? null : join(known.folder, path);
}

const sources = globSync("{apps,packages}/*/src/**/*.{ts,tsx}", { cwd: root }).concat(
  globSync("{e2e,bench}/{*,{fuzz,modules,support,rows}/*}.ts", { cwd: root }),
  globSync("tooling/{cli,chaos,deploy,documents,modules}/**/*.ts", { cwd: root }),
);

/** The imports of a source, including dynamic imports and mocks of tests. */
function importsOf(file: string): string[] {
  const { nodes } = syntaxOf(readFileSync(join(root, file), "utf8"), { tsx: file.endsWith(".tsx") });
  return nodes.flatMap(({ type, source, callee, arguments: given }) => {
    if (/^(?:Import|ExportNamed|ExportAll)Declaration$/.test(type) && isNode(source)) return [String(source.value)];
    if (type !== "CallExpression" || !isNode(callee) || callee.type !== "Import" || !Array.isArray(given)) return [];
    const expression: unknown = given[0]?.expression;
    return isNode(expression) && expression.type === "StringLiteral" ? [String(expression.value)] : [];
  });
}

const imports = sources.flatMap((from) =>
  importsOf(from).flatMap((specifier) => {
    const to = fileOf(from, specifier);
    return to === null ? [] : [{ from, to }];
  }),
);

/** Whether a file is among files and folders, which end with `/`. */
const isAmong = (file: string, all: readonly string[]) =>
  all.some((each) => (each.endsWith("/") ? file.startsWith(each) : file === each));

test("every internal import is checked", () => {
  expect(sources.length).toBeGreaterThan(500);
  expect(imports.filter(({ from, to }) => isAmong(to, listFiles) && from !== to).length).toBeGreaterThan(5);
  const missing = imports.filter(({ to }) => !existsSync(join(root, to)) && !to.includes("/generated/"));
  expect(missing.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
});

describe.each(moduleNames(root))("the rest of the project without %s", (name) => {
  const going = [...dependentsOf(root, name), name].flatMap((each) => filesOf(root, each));

  test("imports no removed file, except in the lists that lose a line", () => {
    expect(going.length).toBeGreaterThan(5);
    const broken = imports.filter(({ from, to }) => isAmong(to, going) && !isAmong(from, [...going, ...listFiles]));
    expect(broken.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
    const lines = imports.filter(({ from, to }) => isAmong(to, going) && isAmong(from, listFiles));
    expect(new Set(lines.map(({ from }) => from)).size).toBeGreaterThan(3);
  });
});
