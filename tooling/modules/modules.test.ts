import { execFileSync } from "node:child_process";
import { existsSync, globSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { businessNamed } from "../boundaries/business.ts";
import { sourceViolations } from "../boundaries/source-rules.ts";
import { foreignReads, foreignWrites, unownedTables } from "../boundaries/tables.ts";
import { root } from "../cli/processes.ts";
import { copyProject } from "./copy.ts";
import { moduleNames } from "./project.ts";

// The generator, in a copy of the project: its output has the project's style, and its removal leaves no trace.

let copy: string;

const git = (...args: string[]) => execFileSync("git", args, { cwd: copy, encoding: "utf8" });

/** Runs a command of the copy. @returns its exit code and output */
function npmRun(...args: string[]): { code: number; output: string } {
  try {
    const options = { cwd: copy, encoding: "utf8" as const, stdio: "pipe" as const };
    return { code: 0, output: execFileSync(process.execPath, ["tooling/cli/main.ts", ...args], options) };
  } catch (error) {
    if (!(error instanceof Error && "stderr" in error && "stdout" in error)) throw error;
    return { code: 1, output: `${error.stdout}${error.stderr}` };
  }
}

beforeAll(() => {
  copy = copyProject();
}, 60_000);
afterAll(() => rmSync(copy, { recursive: true, force: true }), 60_000);

/** The modules that this product has. */
const known = moduleNames(root);

const zones = [
  "zones",
  "--field",
  "code:text!",
  "--field",
  "name:text",
  "--events",
  "--import",
  "--job",
  "--yes",
  "--no-tables",
];
const shelves = [
  ...["shelves", "--list", "--yes", "--no-tables", "--field", "name:text", "--field", "zone:ref(zones)?"],
  ...(known.includes("places") ? ["--field", "near:ref(places)"] : []),
  ...["--field", "level:int", "--field", "depth:int?", "--field", "kind:enum(open|closed)"],
  ...[
    "--field",
    "state:enum(new|worn)?",
    "--field",
    "note:longtext?",
    "--field",
    "about:longtext",
    "--field",
    "built:date",
  ],
  ...["--field", "checked:date?", "--field", "locked:boolean", "--field", "alias:text?"],
  ...["--field", "rent:money", "--field", "deposit:money?", "--field", "contact:email", "--field", "billing:email?"],
];

test("two modules, one with a reference to the other, are generated in the project's style, and removed without a trace", () => {
  expect(npmRun("new:module", ...zones)).toMatchObject({ code: 0 });
  expect(npmRun("new:module", ...shelves)).toMatchObject({ code: 0 });
  const changed = git("status", "--porcelain", "-uall")
    .split("\n")
    .filter(Boolean)
    .map((line) => line.slice(3).replace(/^"(.*)"$/, "$1"));
  const written = changed.filter((file) => /shelves|zones/.test(file));
  expect(written.length).toBeGreaterThan(50);
  expect(changed.filter((file) => !written.includes(file)).sort()).toEqual([
    "apps/web/src/modules/index.ts",
    "apps/web/src/modules/texts.ts",
    "docs/modules.md",
    "packages/api/src/modules/index.ts",
    "packages/api/src/permissions.ts",
    `packages/db/migrations/meta/${numberOf(2)}_snapshot.json`,
    `packages/db/migrations/meta/${numberOf(1)}_snapshot.json`,
    "packages/db/migrations/meta/_journal.json",
    "packages/db/src/schema/index.ts",
    "packages/validators/src/modules.ts",
  ]);

  const sources = changed.filter((file) => /\.(tsx?|md)$/.test(file));
  const bin = (name: string) => join(copy, "node_modules/.bin", name);
  const run = (name: string, args: string[]) => {
    try {
      return execFileSync(bin(name), args, { cwd: copy, encoding: "utf8", stdio: "pipe" });
    } catch (error) {
      if (!(error instanceof Error && "stdout" in error)) throw error;
      return `failed: ${error.stdout}`;
    }
  };
  expect(run("biome", ["ci", "--error-on-warnings", ...sources])).not.toContain("failed");
  const config = {
    extends: "./tsconfig.json",
    // With the types of texts, which no source imports.
    files: ["src/texts/next-intl.d.ts", ...sources.filter((file) => /tsx?$/.test(file)).map((file) => `../../${file}`)],
    include: [],
  };
  writeFileSync(join(copy, "apps/web/tsconfig.written.json"), JSON.stringify(config));
  expect(run("tsc", ["--noEmit", "-p", "apps/web/tsconfig.written.json"])).toBe("");
  rmSync(join(copy, "apps/web/tsconfig.written.json"));
  expect(sourceViolations(copy).violations).toEqual([]);
  expect([...foreignReads(copy, copy), ...foreignWrites(copy, copy), ...unownedTables(copy)]).toEqual([]);
  expect(businessNamed(copy, copy)).toEqual([]);

  const refused = npmRun("remove:module", "zones", "--yes");
  expect(refused).toMatchObject({ code: 1, output: expect.stringContaining("zones is needed by shelves.") });
  expect(npmRun("remove:module", "zones", "--with-dependents", "--yes")).toMatchObject({ code: 0 });
  expect(git("status", "--porcelain")).toBe("");
}, 240_000);

test.runIf(known.length > 0)(
  "all business modules are removed with their dependents, and no list names one",
  () => {
    const names = readdirSync(join(copy, "packages/api/src/modules"), { withFileTypes: true }).filter((one) =>
      one.isDirectory(),
    );
    expect(names.map(({ name }) => name).sort()).toEqual(known.toSorted());
    for (const { name } of names) {
      if (!existsSync(join(copy, "packages/api/src/modules", name))) continue;
      expect(npmRun("remove:module", name, "--with-dependents", "--yes"), name).toMatchObject({ code: 0 });
    }
    for (const list of [
      ...["packages/api/src/modules/index.ts", "packages/validators/src/modules.ts", "packages/db/src/owned/index.ts"],
      ...["packages/api/src/permissions.ts", "apps/web/src/modules/index.ts", "packages/db/src/schema/index.ts"],
    ]) {
      const text = readFileSync(join(copy, list), "utf8");
      for (const { name } of names) expect(text, list).not.toContain(`./${name}`);
    }
    // The migration that drops their tables is exempt from the compatibility with the previous version.
    const written = git("ls-files", "--others", "packages/db/migrations/*.sql").split("\n").filter(Boolean);
    const lint = readFileSync(join(copy, "packages/db/src/migration-lint.test.ts"), "utf8");
    expect(written.length).toBeGreaterThan(0);
    for (const file of written) {
      expect(readFileSync(join(copy, file), "utf8")).toMatch(/^DROP /);
      expect(lint).toContain(`"${basename(file, ".sql")}"`);
    }
    git("checkout", "-q", ".");
    git("clean", "-fdq", "packages");
  },
  240_000,
);

/** The number of one of the newest migrations. @param back 1 for the newest */
const numberOf = (back: number): string =>
  globSync("*.sql", { cwd: join(copy, "packages/db/migrations") })
    .sort()
    .at(-back)
    ?.slice(0, 4) ?? "";
