import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { SyntaxKind } from "ts-morph";
import { formatDocuments } from "../cli/documents.ts";
import { capture, root } from "../cli/processes.ts";
import { confirm, step, UserError } from "../cli/terminal.ts";
import { readCommand } from "./commands.ts";
import { api } from "./layers/api.ts";
import { schema, validators } from "./layers/base.ts";
import { e2e } from "./layers/e2e.ts";
import { web } from "./layers/web.ts";
import { addToLists, costs, listFiles, tables } from "./lists.ts";
import { moduleNames, sourceOf } from "./project.ts";
import { type ModuleRequest, type ModuleSpec, readSpec } from "./spec.ts";

/** The position of a new entry in the navigation's first group: after the existing ones. */
function nextOrder(folder: string): number {
  const orders = moduleNames(folder)
    .map((name) => `apps/web/src/modules/${name}/index.ts`)
    .filter((file) => existsSync(join(folder, file)))
    .flatMap((file) => sourceOf(folder, file).getDescendantsOfKind(SyntaxKind.PropertyAssignment))
    .filter((property) => property.getName() === "navigation")
    .flatMap((property) => property.getDescendantsOfKind(SyntaxKind.PropertyAssignment))
    .filter((property) => property.getName() === "order")
    .map((property) => Number(property.getInitializer()?.getText()));
  return Math.max(0, ...orders) + 10;
}

/** Runs a program. @throws {UserError} with its output if it fails */
async function must(what: string, command: string, args: string[], options = {}): Promise<void> {
  const { code, output } = await capture(command, args, options);
  if (code !== 0) throw new UserError(`${what} failed:\n${output}`);
}

/** Formats sources with Biome, and removes unused imports. */
export async function formatSources(files: readonly string[]): Promise<void> {
  await must("The formatter", "biome", ["check", "--write", "--error-on-warnings", ...files]);
  await formatDocuments();
}

const readCosts = (): Record<string, unknown> => JSON.parse(readFileSync(join(root, costs), "utf8"));

/** Updates the table of rights and the statements of procedures, by the tests that write them. */
async function countProcedures(): Promise<void> {
  const project = [
    "run",
    "--project",
    "@waybill/api",
    "src/core/procedures/procedure-permissions.test.ts",
    "src/statements.test.ts",
  ];
  const names = "has the access in the table of rights|no procedure sends more statements";
  const env = { ...process.env, UPDATE_RIGHTS: "1", UPDATE_STATEMENTS: "1" };
  const before = readCosts();
  await must("Counting statements per procedure", "vitest", [...project, "-t", names], { env });
  // Counts of existing procedures may differ by one between runs: they stay unchanged.
  const now = Object.entries(readCosts()).map(([name, cost]) => [name, before[name] ?? cost]);
  writeFileSync(join(root, costs), `${JSON.stringify(Object.fromEntries(now), null, 2)}\n`);
}

/** The files of a new module: contents by path. */
export const filesFor = (folder: string, spec: ModuleSpec) => ({
  ...validators(spec),
  ...schema(spec),
  ...api(spec),
  ...web(spec, nextOrder(folder)),
  ...e2e(spec),
});

/**
 * Writes the sources of a module, unformatted, and its lines in the lists. Writes no migration.
 *
 * @param folder the project's.
 * @returns the new files
 */
export function writeModule(folder: string, spec: ModuleSpec): string[] {
  const files = filesFor(folder, spec);
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `${content.trimEnd()}\n`);
  }
  const needs = spec.needs.map((need) => `\`${need}\``).join(", ");
  addToLists(folder, spec.name, spec.one, [spec.fields.map(({ label }) => label.toLowerCase()).join(", "), needs]);
  return Object.keys(files);
}

function readWanted(args: string[]): (ModuleRequest & { yes: boolean; tables: boolean }) | null {
  const command = readCommand("new:module", args, (each) =>
    each
      .description("Makes a module: every layer, from the table to the tests.")
      .argument("<name>", "its name: its things in the plural, such as shelves")
      .option("--one <word>", "what one of them is called, where English has another rule")
      .option(
        "--field <name:kind>",
        "a field: text, longtext, email, int, money, date, boolean, enum(a|b) or ref(module); ? may be empty, ! is unique",
        (field: string, others: string[]) => [...others, field],
        [],
      )
      .option("--list", "its list has filters and an export")
      .option("--import", "an import of CSV files and workbooks, which knows a thing by its unique text")
      .option("--events", "it publishes events: activity, and pages that follow what happens")
      .option("--job", "when one is made, a job looks for others of the same name; with --events")
      .option("--yes", "does not ask")
      .option("--no-tables", "does not count statements and rights, for which a database is started"),
  );
  if (!command) return null;
  const options = command.opts();
  return {
    ...{ name: command.args[0] ?? "", one: options.one, fields: options.field },
    ...{ list: options.list === true, events: options.events === true, imports: options.import === true },
    job: options.job === true,
    ...{ yes: options.yes === true, tables: options.tables !== false },
  };
}

/** `npm run new:module`: creates a module. */
export async function newModule(args: string[]): Promise<number> {
  const wanted = readWanted(args);
  if (!wanted) return 0;
  const spec = readSpec(root, wanted);
  const { importKey } = spec;
  const isMarked = (written: string) => written.startsWith(`${importKey?.name}:`) && written.includes("!");
  const keyOfItsOwn = wanted.fields.some(isMarked) ? undefined : importKey;
  process.stdout.write(
    [
      `The module ${spec.name}, of which each is called ${spec.one}:`,
      ...Object.keys(filesFor(root, spec)).map((file) => `  ${file}`),
      "  a migration",
      ...(keyOfItsOwn ? [`${keyOfItsOwn.label} is unique in an organisation: an import knows things by it.`] : []),
      `and its lines in ${[...listFiles.filter((file) => !file.includes("/owned/")), ...(wanted.tables ? tables : [])].join(", ")}.\n`,
    ].join("\n"),
  );
  if (!wanted.yes) await confirm("Write this? Type yes: ", "Nothing was written.");
  const files = writeModule(root, spec);
  step("Writing files");
  await formatSources([...files, ...listFiles]);
  step("Writing the migration");
  await must("drizzle-kit", "drizzle-kit", ["generate", "--name", spec.name], { folder: "packages/db" });
  if (wanted.tables) {
    step("Counting statements per procedure");
    await countProcedures();
  }
  step(`Created module ${spec.name}. Next: npm run check, npm test, npm run dev.`);
  return 0;
}
