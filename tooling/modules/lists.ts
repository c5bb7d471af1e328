import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ExportDeclaration, Project, type SourceFile, SyntaxKind } from "ts-morph";
import { capital } from "./spec.ts";

// The lists with one line per module. They are edited by their syntax tree.

/** Changes a source file. */
function edit(root: string, file: string, change: (source: SourceFile) => void): void {
  const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });
  const source = project.createSourceFile(file, readFileSync(join(root, file), "utf8"));
  change(source);
  writeFileSync(join(root, file), source.getFullText());
}

const apiList = "packages/api/src/modules/index.ts";
const entityList = "packages/validators/src/modules.ts";
const tableList = "packages/db/src/schema/index.ts";
const ownedList = "packages/db/src/owned/index.ts";
const permissionList = "packages/api/src/permissions.ts";
const webList = "apps/web/src/modules/index.ts";
const textList = "apps/web/src/modules/texts.ts";
const guide = "docs/modules.md";

/** The files with such lists. */
export const listFiles = [apiList, entityList, tableList, ownedList, permissionList, webList, textList, guide];

/** Removes a line from a list. The comment above the first line is about the list and stays. */
function dropLine(source: SourceFile, line: ExportDeclaration): void {
  const text = source.getFullText();
  source.replaceWithText(`${text.slice(0, line.getStart())}${text.slice(line.getEnd()).replace(/^\n/, "")}`);
}

/** Adds a line to a list of exports, sorted by file. */
function addExport(source: SourceFile, from: string, line: string): void {
  const exports = source.getExportDeclarations();
  // An empty list is `export {}`.
  if (exports.every((each) => !each.hasModuleSpecifier())) {
    for (const each of exports) dropLine(source, each);
    source.replaceWithText(`${source.getFullText().trimEnd()}\n\n${line}\n`);
    return;
  }
  const next = exports.find((each) => (each.getModuleSpecifierValue() ?? "") > from);
  if (next) next.replaceWithText(`${line}\n${next.getText()}`);
  else exports.at(-1)?.replaceWithText(`${exports.at(-1)?.getText()}\n${line}`);
}

function dropExport(source: SourceFile, from: string): void {
  const line = source.getExportDeclaration((each) => each.getModuleSpecifierValue() === from);
  if (line) dropLine(source, line);
  if (source.getExportDeclarations().length === 0)
    source.replaceWithText(`${source.getFullText().trimEnd()}\n\nexport {};\n`);
}

/** The entries of an exported array. */
function arrayOf(source: SourceFile, name: string) {
  return source.getVariableDeclarationOrThrow(name).getInitializerIfKindOrThrow(SyntaxKind.ArrayLiteralExpression);
}

/** Adds an entry to an exported array, sorted by name, with its import. */
function addEntry(source: SourceFile, array: string, entry: string, from: string): void {
  const imports = source.getImportDeclarations();
  const at = imports.findIndex((each) => each.getModuleSpecifierValue() > from);
  source.insertImportDeclaration(at < 0 ? imports.length : at, { namedImports: [entry], moduleSpecifier: from });
  const entries = arrayOf(source, array);
  const names = [...entries.getElements().map((each) => each.getText()), entry].sort();
  entries.replaceWithText(`[${names.join(", ")}]`);
}

function dropEntry(source: SourceFile, array: string, entry: string, from: string): void {
  const line = source.getImportDeclaration((each) => each.getModuleSpecifierValue() === from);
  // Including the text before it: the empty line after the last import stays. The first one has no text before it.
  if (line?.getPos() === 0) line.remove();
  else if (line) source.removeText(line.getPos(), line.getEnd());
  const entries = arrayOf(source, array);
  const names = entries.getElements().map((each) => each.getText());
  entries.replaceWithText(`[${names.filter((name) => name !== entry).join(", ")}]`);
}

/** The start of the guide's table of modules: earlier tables have similar rows. */
const tableIn = (text: string) => Math.max(0, text.indexOf("\n## The modules\n"));

/** The row of a module in a table. */
const rowOf = (name: string) => new RegExp(`^\\| \`${name}\` +\\|.*\\n`, "m");

/** Adds a module to every list. @param one its entity. @param row its row in the guide: contents and needs */
export function addToLists(root: string, name: string, one: string, [keeps, needs]: [string, string]): void {
  edit(root, entityList, (source) =>
    addExport(source, `./${name}.ts`, `export { entities as ${name} } from "./${name}.ts";`),
  );
  edit(root, tableList, (source) => addExport(source, `./${name}.ts`, `export * from "./${name}.ts";`));
  edit(root, apiList, (source) =>
    addExport(source, `./${name}/index.ts`, `export { ${name}Module as ${name} } from "./${name}/index.ts";`),
  );
  edit(root, permissionList, (source) =>
    addEntry(source, "resources", `${one}Permissions`, `./modules/${name}/permissions.ts`),
  );
  edit(root, textList, (source) =>
    addExport(source, `./${name}/texts/index.ts`, `export * as ${name} from "./${name}/texts/index.ts";`),
  );
  edit(root, webList, (source) => addEntry(source, "modules", `${name}Module`, `./${name}/index.ts`));
  const text = readFileSync(join(root, guide), "utf8");
  const table = tableIn(text);
  const rows = [...text.matchAll(/^\| `([a-z]+)` +\| .*\n/gm)].filter(
    ({ 0: row, index }) => index > table && row.split("|").length === 5,
  );
  const next = rows.find(([, other]) => (other ?? "") > name);
  const head = /^\| -+ +\|.*\n/gm;
  head.lastIndex = table;
  const last = rows.at(-1) ?? head.exec(text);
  const at = next?.index ?? (last ? last.index + last[0].length : text.length);
  writeFileSync(
    join(root, guide),
    `${text.slice(0, at)}| \`${name}\` | ${capital(keeps)} | ${needs} |\n${text.slice(at)}`,
  );
}

/** Removes a module from every list. */
export function dropFromLists(root: string, name: string, one: string): void {
  edit(root, entityList, (source) => dropExport(source, `./${name}.ts`));
  for (const list of [tableList, ownedList]) edit(root, list, (source) => dropExport(source, `./${name}.ts`));
  edit(root, apiList, (source) => dropExport(source, `./${name}/index.ts`));
  edit(root, permissionList, (source) =>
    dropEntry(source, "resources", `${one}Permissions`, `./modules/${name}/permissions.ts`),
  );
  edit(root, textList, (source) => dropExport(source, `./${name}/texts/index.ts`));
  edit(root, webList, (source) => dropEntry(source, "modules", `${name}Module`, `./${name}/index.ts`));
  const text = readFileSync(join(root, guide), "utf8");
  const table = tableIn(text);
  writeFileSync(join(root, guide), text.slice(0, table) + text.slice(table).replace(rowOf(name), ""));
}

/** The test for statements that are not permitted while the previous version runs. */
const lint = "packages/db/src/migration-lint.test.ts";

/** Lists a migration as one that drops tables: the previous version is stopped before it. */
export function allowDropping(root: string, tag: string): void {
  edit(root, lint, (source) => {
    arrayOf(source, "dropping").addElement(`"${tag}"`);
  });
}

/** The number of statements of each procedure. */
export const costs = "bench/statements.json";

/** The files with an entry per procedure: access, and number of statements. */
export const tables = ["packages/api/src/testing/rights.json", costs];

/** Removes the procedures of a module from these files. */
export function dropFromTables(root: string, name: string): void {
  for (const file of tables) {
    const all: Record<string, unknown> = JSON.parse(readFileSync(join(root, file), "utf8"));
    const others = Object.entries(all).filter(([procedure]) => !procedure.startsWith(`${name}.`));
    writeFileSync(join(root, file), `${JSON.stringify(Object.fromEntries(others), null, 2)}\n`);
  }
}
