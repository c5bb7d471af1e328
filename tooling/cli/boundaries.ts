import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { businessNamed } from "../boundaries/business.ts";
import { wrongArrows } from "../boundaries/pictures.ts";
import { ruleNames, sourceViolations, unusedExceptions } from "../boundaries/source-rules.ts";
import { foreignReads, foreignWrites, unownedTables } from "../boundaries/tables.ts";
import { conclusion, type Outcome } from "./outcome.ts";
import { capture, root } from "./processes.ts";

// The check of the import rules: it runs them on the sources and on planted violations.

const cruised = z.object({
  summary: z.object({
    totalCruised: z.number(),
    violations: z.array(z.object({ rule: z.object({ name: z.string() }), from: z.string(), to: z.string() })),
  }),
  modules: z.array(z.object({ source: z.string(), dependencies: z.array(z.object({ resolved: z.string() })) })),
});

async function cruise(folder: string, rules: string, places: string[]) {
  const args = ["--config", rules, "--output-type", "json", ...places];
  const { output } = await capture("depcruise", args, { folder });
  return cruised.parse(JSON.parse(output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1)));
}

/** The business modules of planted violations. */
const plantedAbout = ["items", "parcels", "places", "tags"];

/** Removed modules: their planted violations cannot be found. */
const removedModules = () => plantedAbout.filter((name) => !existsSync(join(root, "packages/api/src/modules", name)));

/** Whether a planted violation concerns a removed module. @param file relative to the folder of planted violations */
function isOfRemovedModule(file: string): boolean {
  const text = readFileSync(join(root, "tooling/boundaries/planted", file), "utf8");
  return removedModules().some(
    (name) =>
      file.includes(`/modules/${name}/`) ||
      new RegExp(`@\\w+/db/${name}"|modules/${name}(?:/|\\.ts)|"\\.\\./${name}/|validators/src/${name}\\.ts"`).test(
        text,
      ),
  );
}

/** Forbidden reads and writes of tables, and the planted violations that were found. */
function tableRules(): { problems: string[]; planted: string[] } {
  const plants = join(root, "tooling/boundaries/planted");
  const writes = foreignWrites(plants, root);
  const reads = foreignReads(plants, root);
  const name = "tables-written-by-their-owner";
  return {
    problems: [
      ...foreignWrites(root, root).map(({ what }) => `${name}: ${what}`),
      ...foreignReads(root, root).map(({ what }) => `tables-read-within-needs: ${what}`),
      ...unownedTables(root),
      ...(writes.length === 10 || removedModules().length > 0
        ? []
        : [`${writes.length} of 10 planted writes of another module's table were found`]),
    ],
    planted: [
      ...new Set([
        ...writes.map(({ file }) => `${name} ${file}`),
        ...reads.map(({ file }) => `tables-read-within-needs ${file}`),
      ]),
    ],
  };
}

/** Violations of the source rules, and the planted ones that were found; see docs/security/cryptography.md. */
function sourceRules(): { problems: string[]; planted: string[] } {
  const planted = new Set(
    sourceViolations(join(root, "tooling/boundaries/planted")).violations.map(({ rule, file }) => `${rule} ${file}`),
  );
  return {
    problems: [
      ...sourceViolations(root).violations.map(({ rule, file, line, text }) => `${rule}: ${file}:${line} ${text}`),
      ...unusedExceptions(root).map((exception) => `unused exception: ${exception}`),
      ...ruleNames
        .filter((rule) => ![...planted].some((found) => found.startsWith(`${rule} `)))
        .map((rule) => `no violation is planted for ${rule}`),
    ],
    planted: [...planted],
  };
}

/** Names of business modules in core and platform, and the planted names that were found. */
function businessRule(): { problems: string[]; planted: string[] } {
  const name = "business-modules-are-not-named";
  const planted = businessNamed(join(root, "tooling/boundaries/planted"), root).filter(({ file }) =>
    file.includes(name),
  );
  return {
    problems: [
      ...businessNamed(root, root).map(({ what }) => `${name}: ${what}`),
      ...(planted.length === 15 || removedModules().length > 0
        ? []
        : [`${planted.length} of 15 planted names were found`]),
    ],
    planted: [...new Set(planted.map(({ file }) => `${name} ${file}`))],
  };
}

/** The module boundaries: no violation, every file was read, and each rule finds its planted violation. */
export async function boundaries(): Promise<Outcome> {
  const { summary, modules } = await cruise(".", "tooling/boundaries/rules.cjs", ["apps", "packages", "e2e"]);
  const read = new Set(modules.map((module) => module.source));
  const sources = globSync("{apps,packages}/*/src/**/*.{ts,tsx}", { cwd: root });
  const planted = await cruise("tooling/boundaries/planted", "../rules.cjs", ["apps", "packages"]);
  const tables = tableRules();
  const rules = sourceRules();
  const imports = modules.flatMap(({ source, dependencies }) =>
    dependencies.map(({ resolved }) => ({ from: source, to: resolved })),
  );
  const business = businessRule();
  const found = new Set([
    ...planted.summary.violations.map(({ rule, from }) => `${rule.name} ${from}`),
    ...tables.planted,
    ...rules.planted,
    ...business.planted,
  ]);
  const plants = globSync(["{apps,packages,e2e}/**/*-*.ts", "{apps,packages}/**/*-*/index.ts"], {
    cwd: join(root, "tooling/boundaries/planted"),
  });
  const problems = [
    ...tables.problems,
    ...rules.problems,
    ...business.problems,
    ...wrongArrows(readFileSync(join(root, "ARCHITECTURE.md"), "utf8"), imports),
    ...summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`),
    ...sources.filter((file) => !read.has(file)).map((file) => `not read: ${file}`),
    ...plants
      .filter(
        (file) =>
          !isOfRemovedModule(file) &&
          !found.has(
            `${file
              .replace(/(?:\/index|\.spec)?\.ts$/, "")
              .split("/")
              .at(-1)} ${file}`,
          ),
      )
      .map((file) => `the rule did not find its planted violation: ${file}`),
    ...(plants.length < 16 ? ["planted violations are missing"] : []),
  ];
  return conclusion("module boundaries", problems, `${read.size} files, ${plants.length} planted violations found`);
}
