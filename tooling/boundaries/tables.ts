import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isNode, type Node, syntaxOf } from "./syntax.ts";

// The owners of tables. A table belongs to the module whose file in `packages/db/src/schema` declares it. It is read by that
// module and by modules that need it; tables of core and platform are read by all layers above. It is written only by its
// module, which knows the invariants of its rows. Other code calls the module's `index.ts`, or publishes an event that the
// module handles.

const api = "packages/api/src";

/** A table of the schema. */
interface Table {
  /** Its name in the database. */
  name: string;
  /** Its module. */
  module: string;
}

/** The tables of the schema, by export name. */
function tablesOf(folder: string): Map<string, Table> {
  const schema = join(folder, "packages/db/src/schema");
  return new Map(
    globSync("**/*.ts", { cwd: schema }).flatMap((file) => {
      const module = file.replace(/(?:\/.*)?\.ts$/, "").split("/")[0] ?? "";
      const declared = readFileSync(join(schema, file), "utf8").matchAll(/export const (\w+) = pgTable\(\s*"(\w+)"/g);
      return [...declared].map(([, export_ = "", name = ""]) => [export_, { name, module }] as const);
    }),
  );
}

/** The folders of the api's modules, by name; the core counts as one module. */
function foldersOf(folder: string): Map<string, string> {
  const modules = globSync(`${api}/{platform,modules}/*/index.ts`, { cwd: folder }).map((file) => dirname(file));
  return new Map([...modules.map((path) => [basename(path), path] as const), ["core", `${api}/core`]]);
}

/** Tables whose schema file belongs to no module. @param folder the root of the project */
export function unownedTables(folder: string): string[] {
  const folders = foldersOf(folder);
  return [...tablesOf(folder)]
    .filter(([, { module }]) => !folders.has(module))
    .map(([name, { module }]) => `the table ${name} belongs to ${module}, which is not a module`);
}

/** A write to a table. */
interface Write {
  table: string;
  line: number;
}

/** Drizzle's writing methods: the table is the first argument. */
const methods = new Set(["insert", "update", "delete"]);
/** The writing functions of `core/data/sql.ts`, with the position of the table among their arguments. */
const helpers: Record<string, number> = { newRows: 0, upsertRows: 1 };
/** SQL that ends right before the name of a written table. */
const writes =
  /\b(?:insert\s+into|update(?:\s+only)?|delete\s+from(?:\s+only)?|merge\s+into|truncate(?:\s+table)?)\s*$/i;

/** The writes in a source: by Drizzle, by a function of the core, or by SQL. */
function writesOf(source: string, tables: ReadonlyMap<string, Table>): Write[] {
  const { nodes, lineOf } = syntaxOf(source);
  const known = namesOf(nodes, tables);
  const tableOf = (value: unknown): string | undefined => {
    if (!isNode(value)) return undefined;
    if (value.type === "Identifier") return known.get(String(value.value));
    // Of a namespace: `schema.items`.
    const property = value.type === "MemberExpression" ? value.property : undefined;
    return isNode(property) && tables.has(String(property.value)) ? String(property.value) : undefined;
  };
  const byName = new Map([...tables].map(([name, table]) => [table.name, name]));
  const written = new RegExp(
    `(?:insert\\s+into|delete\\s+from(?:\\s+only)?|merge\\s+into|truncate(?:\\s+table)?)\\s+"?(${[...byName.keys()].join("|")})\\b` +
      `|update\\s+(?:only\\s+)?"?(${[...byName.keys()].join("|")})"?\\s+(?:as\\s+\\w+\\s+)?set\\b`,
    "gi",
  );
  const found: Write[] = [];
  const note = (node: Node, table: string | undefined) => table && found.push({ table, line: lineOf(node) });
  for (const node of nodes) {
    if (node.type === "CallExpression") note(node, tableOf(argumentOf(node)));
    if (node.type === "StringLiteral" || node.type === "TemplateElement") {
      const text = String(node.value ?? node.cooked ?? node.raw);
      for (const [, one, other] of text.matchAll(written)) note(node, byName.get((one ?? other ?? "").toLowerCase()));
    }
    if (node.type === "TemplateLiteral" && Array.isArray(node.quasis) && Array.isArray(node.expressions)) {
      for (const [index, expression] of node.expressions.entries()) {
        const before: unknown = node.quasis[index];
        if (isNode(before) && writes.test(String(before.raw))) note(before, tableOf(expression));
      }
    }
  }
  return found;
}

/** The argument of a call that is the written table; undefined if the call writes none. */
function argumentOf({ callee, arguments: given }: Node): unknown {
  if (!isNode(callee) || !Array.isArray(given)) return undefined;
  const { property, type, value } = callee;
  const at = type === "Identifier" ? helpers[String(value)] : undefined;
  const isMethod = type === "MemberExpression" && isNode(property) && methods.has(String(property.value));
  const index = isMethod ? 0 : at;
  return index === undefined ? undefined : given[index]?.expression;
}

/** The tables in a source, by their local names: imported, or assigned to a variable. */
function namesOf(nodes: readonly Node[], tables: ReadonlyMap<string, Table>): Map<string, string> {
  const known = new Map<string, string>();
  for (const node of nodes) {
    const { type, local, imported, id, init } = node;
    if (type === "ImportSpecifier" && isNode(local)) {
      const name = String((isNode(imported) ? imported : local).value);
      if (tables.has(name)) known.set(String(local.value), name);
    }
    if (type === "VariableDeclarator" && isNode(id) && isNode(init) && init.type === "Identifier") {
      const table = known.get(String(init.value));
      if (table) known.set(String(id.value), table);
    }
  }
  return known;
}

/** The sources that are checked: without tests and `packages/db`. */
const sourcesOf = (folder: string): string[] =>
  globSync("{apps,packages}/*/src/**/*.ts", { cwd: folder }).filter(
    (file) =>
      !file.endsWith(".test.ts") &&
      !/^packages\/(?:api\/src\/(?:(?:modules\/\w+\/)?testing\/|testing\.ts)|db\/)/.test(file),
  );

/**
 * Writes to tables of other modules.
 *
 * @param folder the root of the project, or of the planted violations.
 * @param root the root of the project, which has the schema.
 */
export function foreignWrites(folder: string, root: string): { file: string; what: string }[] {
  const tables = tablesOf(root);
  const folders = foldersOf(root);
  const mayWrite = (file: string, table: string): boolean => {
    const own = folders.get(tables.get(table)?.module ?? "");
    return own !== undefined && file.startsWith(`${own}/`);
  };
  return sourcesOf(folder).flatMap((file) =>
    writesOf(readFileSync(join(folder, file), "utf8"), tables)
      .filter(({ table }) => !mayWrite(file, table))
      .map(({ table, line }) => ({ file, what: `${file}:${line} writes ${table}` })),
  );
}

/** The modules that a module declares in `needs` of its `index.ts`. */
function needsOf(folder: string, path: string): string[] {
  const { nodes } = syntaxOf(readFileSync(join(folder, path, "index.ts"), "utf8"));
  return nodes.flatMap(({ type, key, value }) => {
    if (type !== "KeyValueProperty" || !isNode(key) || key.value !== "needs") return [];
    if (!isNode(value) || !Array.isArray(value.elements)) return [];
    return value.elements.flatMap((element: { expression?: unknown } | null) =>
      isNode(element?.expression) ? [String(element.expression.value)] : [],
    );
  });
}

/**
 * Imports of tables that a source must not read: of higher layers, of modules outside of its `needs`, and of all tables at
 * once.
 *
 * @param folder the root of the project, or of the planted violations.
 * @param root the root of the project, which has the schema and the modules.
 */
export function foreignReads(folder: string, root: string): { file: string; what: string }[] {
  const folders = foldersOf(root);
  const layerOf = (path: string) => path.slice(api.length + 1).split("/")[0] ?? "";
  const readable = (file: string): ((module: string) => boolean) => {
    const [own] = [...folders].find(([, path]) => file.startsWith(`${path}/`)) ?? [];
    const path = own === undefined ? undefined : folders.get(own);
    // Entry points (the seed, archives, the command line) may read all tables.
    if (own === undefined || path === undefined) return () => true;
    const below =
      { core: ["core"], platform: ["core", "platform"], modules: ["core", "platform"] }[layerOf(path)] ?? [];
    const needs = layerOf(path) === "modules" ? needsOf(root, path) : [];
    return (module) => module === own || needs.includes(module) || below.includes(layerOf(folders.get(module) ?? ""));
  };
  return sourcesOf(folder)
    .filter((file) => file.startsWith(`${api}/`))
    .flatMap((file) => {
      const mayRead = readable(file);
      return syntaxOf(readFileSync(join(folder, file), "utf8")).nodes.flatMap(({ type, source }) => {
        if (type !== "ImportDeclaration" || !isNode(source)) return [];
        const [, module] = /^@waybill\/db\/(\w+)$/.exec(String(source.value)) ?? [];
        const isOfTables = module === "schema" || (module !== undefined && folders.has(module));
        if (!isOfTables || (module !== "schema" && mayRead(module))) return [];
        return [{ file, what: `${file} imports the tables of ${module}` }];
      });
    });
}
