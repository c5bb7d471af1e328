import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Project, type SourceFile, SyntaxKind } from "ts-morph";

// The modules, tables and names of the project, read from its code.

const read = (root: string, file: string): string =>
  existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8") : "";

/** Parses one source, without its imports. */
export function sourceOf(root: string, file: string): SourceFile {
  const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });
  return project.createSourceFile(file, read(root, file));
}

/** The business modules in the api's list. */
export const moduleNames = (root: string): string[] =>
  sourceOf(root, "packages/api/src/modules/index.ts")
    .getExportDeclarations()
    .flatMap((line) => line.getNamedExports())
    .map((named) => named.getAliasNode()?.getText() ?? named.getName());

/** Sources of taken names outside of business modules. */
const shared = ["packages/validators/src/*.ts", "packages/{db,api}/src/**/*.ts", "apps/web/src/platform/*/"];

/** The taken names by project folder: the platform does not change while a command runs. */
const takenBy = new Map<string, ReadonlyMap<string, string>>();

/**
 * Names of folders, tables and entities of the platform, its tests and other modules, each with its meaning.
 */
export function takenNames(root: string): ReadonlyMap<string, string> {
  const known = takenBy.get(root);
  if (known) return known;
  const taken = new Map<string, string>();
  takenBy.set(root, taken);
  const note = (name: string | undefined, what: string) => name && !taken.has(name) && taken.set(name, what);
  for (const path of globSync(shared, { cwd: root, exclude: ["**/node_modules", "**/*.test.ts"] }).sort()) {
    note(/\/platform\/([^/.]+)\/?/.exec(path)?.[1], `a part of the platform: ${path}`);
    if (!path.endsWith(".ts")) continue;
    const text = read(root, path).replace(/^\s*(?:\/?\*|\/\/).*$/gm, "");
    for (const [, table] of text.matchAll(/pgTable\(\s*"(\w+)"/g)) note(table, `a table: ${path}`);
    for (const [, name, plural] of text.matchAll(/entity\(\{ name: "(\w+)", plural: "(\w+)"/g)) {
      note(name, `a kind of thing: ${path}`);
      note(plural, `a kind of thing: ${path}`);
    }
  }
  return taken;
}

/** The modules that a module names in `needs`. */
export function needsOf(root: string, name: string): string[] {
  const declared = sourceOf(root, `packages/api/src/modules/${name}/index.ts`)
    .getDescendantsOfKind(SyntaxKind.PropertyAssignment)
    .find((property) => property.getName() === "needs");
  return declared?.getDescendantsOfKind(SyntaxKind.StringLiteral).map((word) => word.getLiteralValue()) ?? [];
}

/** The direct and indirect dependents of a module, the last first. */
export function dependentsOf(root: string, name: string): string[] {
  const direct = moduleNames(root).filter((other) => needsOf(root, other).includes(name));
  return [...new Set([...direct.flatMap((other) => dependentsOf(root, other)), ...direct])];
}

/** The name of a module's entity. */
export function entityOf(root: string, name: string): string {
  const declared = sourceOf(root, `packages/validators/src/${name}.ts`)
    .getDescendantsOfKind(SyntaxKind.CallExpression)
    .filter((call) => call.getExpression().getText() === "entity")
    .map((call) => call.getDescendantsOfKind(SyntaxKind.PropertyAssignment))
    .map((properties) =>
      Object.fromEntries(
        properties.map((property) => [property.getName(), property.getInitializer()?.getText().slice(1, -1)]),
      ),
    );
  return declared.find(({ plural }) => plural === name)?.name ?? declared[0]?.name ?? "";
}

/** The database names of the tables in a module's schema file. */
export const tablesOf = (root: string, name: string): string[] =>
  sourceOf(root, `packages/db/src/schema/${name}.ts`)
    .getDescendantsOfKind(SyntaxKind.CallExpression)
    .filter((call) => call.getExpression().getText() === "pgTable")
    .map((call) => call.getArguments()[0]?.getText().slice(1, -1) ?? "");

/** The target of a `ref` field. */
export interface RefTarget {
  module: string;
  /** `place` */
  entity: string;
  /** The table's property with the name for people. */
  title: string;
  /** The table's property with a code, if any. */
  code: string | undefined;
  /** Whether the module's `index.ts` has a `toPlace`. */
  exportsTarget: boolean;
  /** Whether the module's `parts.ts` has a `PlaceSelect`. */
  exportsSelect: boolean;
  /** Whether it has a procedure `delete`. */
  deletes: boolean;
}

/** The required text columns of a module's own table, in order, and whether each is unique. */
function textsOf(root: string, name: string): { name: string; unique: boolean }[] {
  const source = sourceOf(root, `packages/db/src/schema/${name}.ts`);
  const table = source
    .getDescendantsOfKind(SyntaxKind.CallExpression)
    .find((call) => call.getExpression().getText() === "pgTable" && call.getArguments()[0]?.getText() === `"${name}"`);
  const columns = table?.getArguments()[1]?.asKind(SyntaxKind.ObjectLiteralExpression)?.getProperties() ?? [];
  const keys = source.getText();
  return columns.flatMap((column) => {
    const property = column.asKind(SyntaxKind.PropertyAssignment);
    if (!/^text\(\)[\s\S]*\.notNull\(\)/.test(property?.getInitializer()?.getText() ?? "")) return [];
    const own = property?.getName() ?? "";
    return [
      { name: own, unique: new RegExp(`unique\\("[^"]+"\\)\\.on\\(table\\.tenantId, table\\.${own}\\)`).test(keys) },
    ];
  });
}

/**
 * The target of references to a module.
 *
 * @returns the target, or a sentence about why fields cannot refer to the module
 */
export function refTargetOf(root: string, name: string): RefTarget | string {
  const names = moduleNames(root);
  if (!names.includes(name)) return `there is no module "${name}" to refer to. Available: ${names.join(", ")}.`;
  const entity = entityOf(root, name);
  const kind = entity.charAt(0).toUpperCase() + entity.slice(1);
  const [router, schemas] = [
    read(root, `packages/api/src/modules/${name}/router.ts`),
    read(root, `packages/validators/src/${name}.ts`),
  ];
  const texts = textsOf(root, name);
  const title = texts.find((text) => ["name", "title"].includes(text.name)) ?? texts[0];
  const makes = new RegExp(`export (?:async function|function|const) make${kind}\\b`);
  const lacks = [
    ...(/\bbyId: /.test(router) ? [] : ["a procedure byId"]),
    ...(new RegExp(`${entity}Filter = keyCursorInput\\.extend`).test(schemas) ? [] : ["a list"]),
    ...(title ? [] : ["a text that it is known by"]),
    ...(makes.test(read(root, `packages/api/src/modules/${name}/testing.ts`)) ? [] : [`make${kind} in its testing.ts`]),
    ...(makes.test(read(root, `e2e/modules/${name}.ts`)) ? [] : [`make${kind} in e2e/modules/${name}.ts`]),
  ];
  if (!title || lacks.length > 0) return `fields cannot refer to ${name}, which lacks ${lacks.join(", ")}.`;
  return {
    ...{ module: name, entity, title: title.name },
    code: texts.find((text) => text.unique && text !== title)?.name,
    exportsTarget: new RegExp(`export \\{[^}]*\\bto${kind}\\b`).test(
      read(root, `packages/api/src/modules/${name}/index.ts`),
    ),
    exportsSelect: read(root, `apps/web/src/modules/${name}/parts.ts`).includes(`${kind}Select`),
    deletes: /\bdelete: /.test(router),
  };
}

/**
 * Files outside of a module's folders that are removed with it. Tests and benchmarks of the whole product are removed with
 * the module that needs the others. Patterns of paths; folders end with `/`.
 */
const elsewhere: Readonly<Record<string, readonly string[]>> = {
  items: ["e2e/failed-jobs.spec.ts"],
  parcels: [
    ...[
      "apps/cli/src/{waybill,tenants,imports-exports,jobs,installation}.test.ts",
      "apps/cli/src/testing/command-line.ts",
    ],
    ...["apps/worker/src/{worker,outage,kills.long}.test.ts", "apps/worker/src/testing/"],
    ...["apps/web/src/forms/forms.browser.test.tsx", "apps/web/src/forms/refusals.test.ts"],
    ...[
      "bench/*.ts",
      "bench/reference/",
      "bench/rows/",
      "packages/api/src/bench.ts",
      "tooling/chaos/",
      "tooling/cli/bench-edits.test.ts",
    ],
    ...[
      "e2e/{attention,batches,dashboard,desk,errors,forms-and-lists,image,imports,lists,modules,palette,platform-with-parcels,responses,stock,story,tabs}.spec.ts",
      "e2e/fuzz/",
    ],
  ],
};

/** The files of a module. @returns paths in the project; folders end with `/` */
export function filesOf(root: string, name: string): string[] {
  const pages = [...read(root, `apps/web/src/modules/${name}/index.ts`).matchAll(/ path: "\/([a-z-]+)"/g)];
  const folders = [
    `packages/api/src/modules/${name}/`,
    `apps/web/src/modules/${name}/`,
    ...new Set([name, ...pages.map(([, page]) => page)].map((page) => `apps/web/src/app/t/[tenant]/${page}/`)),
  ];
  const files = [
    `packages/validators/src/${name}.ts`,
    `packages/validators/src/${name}.test.ts`,
    ...globSync(`packages/validators/src/${entityOf(root, name)}-*.ts`, { cwd: root }),
    `packages/db/src/schema/${name}.ts`,
    `packages/db/src/owned/${name}.ts`,
    `packages/db/src/${name}.test.ts`,
    `e2e/modules/${name}.ts`,
    `e2e/${name}.spec.ts`,
  ];
  const others = (elsewhere[name] ?? []).flatMap((pattern) =>
    pattern.endsWith("/") ? [pattern] : globSync(pattern, { cwd: root }).sort(),
  );
  return [...folders, ...files, ...others].filter((path) => existsSync(join(root, path)));
}

/** The tags of the migrations, in order. */
export const migrationTags = (root: string): string[] =>
  globSync("*.sql", { cwd: join(root, "packages/db/migrations") })
    .map((file) => file.replace(/\.sql$/, ""))
    .sort();
