import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isNode, type Node, syntaxOf } from "./syntax.ts";

// The core, the platform and what tests are made of know no business module: without any of them, they work and are tested.
// What they need of one, the modules bring by their manifests and their `testing.ts`, and tests use notes.

const api = "packages/api/src";

/** What is held to it, tests included, and the tests of the whole api. */
const held = [`${api}/{core,platform,testing}/**/*.ts`, `${api}/testing{,-*}.ts`, `${api}/*.test.ts`];

/** What business modules are called: by what finds them in a source. */
interface Names {
  modules: readonly string[];
  /** Their procedures: `parcels.create`. */
  procedures: ReadonlySet<string>;
  /** Their kinds of things: `parcel`. */
  entities: ReadonlySet<string>;
  /** Their tables in the database. */
  tables: readonly string[];
}

/** Reads what the business modules are called. @param root the root of the house */
function businessNames(root: string): Names {
  const read = (file: string) => readFileSync(join(root, file), "utf8");
  const modules = globSync(`${api}/modules/*/index.ts`, { cwd: root }).map((file) => basename(dirname(file)));
  const found = (folder: string, pattern: RegExp) =>
    modules
      .flatMap((name) => globSync(`${folder}/${name}.ts`, { cwd: root }))
      .flatMap((file) => [...read(file).matchAll(pattern)].map(([, name = ""]) => name));
  const rights: Record<string, unknown> = JSON.parse(read(`${api}/testing/rights.json`));
  return {
    modules,
    procedures: new Set(Object.keys(rights).filter((name) => modules.includes(name.split(".")[0] ?? ""))),
    entities: new Set(found("packages/validators/src", /\bentity\(\{ name: "(\w+)"/g)),
    tables: found("packages/db/src/schema", /\bpgTable\(\s*"(\w+)"/g),
  };
}

/**
 * Where a source names a business module: by an import, a procedure, a permission or the like, an event, a kind of thing, or
 * a table in SQL.
 */
function businessIn(
  source: string,
  { modules, procedures, entities, tables }: Names,
): { line: number; text: string }[] {
  if (modules.length === 0) return [];
  const any = modules.join("|");
  const imported = new RegExp(`^@waybill/(?:db|validators)/(?:${any})$|/modules/(?:${any})/`);
  const dotted = new RegExp(`^(?:${any})\\.[a-zA-Z]|^(?:${[...entities].join("|") || "$^"})\\.[a-z]`);
  const sql = new RegExp(
    `\\b(?:from|into|join|update|table)\\s+(?:public\\.)?"?(?:${tables.join("|") || "$^"})\\b`,
    "i",
  );
  const names = (node: Node): boolean => {
    const { type, value, object, property } = node;
    if (type === "StringLiteral") {
      const text = String(value);
      return imported.test(text) || dotted.test(text) || entities.has(text) || sql.test(text);
    }
    if (type === "TemplateElement") return sql.test(String(node.raw ?? "")) || dotted.test(String(node.raw ?? ""));
    if (type !== "MemberExpression" || !isNode(object) || !isNode(property)) return false;
    const router = object.type === "MemberExpression" && isNode(object.property) ? String(object.property.value) : "";
    return procedures.has(`${router}.${String(property.value)}`);
  };
  const { nodes, lineOf, textOf } = syntaxOf(source);
  return nodes.filter(names).map((node) => ({ line: lineOf(node), text: textOf(node).slice(0, 120) }));
}

/**
 * Where the core, the platform and the helpers of tests name a business module.
 *
 * @param folder the root of the house, or of what is planted.
 * @param root the root of the house, which has the modules.
 */
export function businessNamed(folder: string, root: string): { file: string; what: string }[] {
  const names = businessNames(root);
  return globSync(held, { cwd: folder })
    .sort()
    .flatMap((file) =>
      businessIn(readFileSync(join(folder, file), "utf8"), names).map(({ line, text }) => ({
        file,
        what: `${file}:${line} names a business module: ${text}`,
      })),
    );
}
