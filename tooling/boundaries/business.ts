import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { filesOf, moduleNames } from "../modules/project.ts";
import { isNode, type Node, syntaxOf } from "./syntax.ts";

// Core, platform and test helpers name no business module, so they work and are tested without any. Modules provide their parts by
// manifests and `testing.ts`, and tests use notes. Browser and database tests about a module are removed with it by
// `remove:module`.

const api = "packages/api/src";

/** The checked sources, including tests. */
const held = [
  ...[
    `${api}/{core,platform,testing}/**/*.ts`,
    `${api}/testing{,-*}.ts`,
    `${api}/{,command-line/,doctor/,tenant-archive/}*.test.ts`,
  ],
  ...["packages/db/src/*.test.ts", "e2e/*.spec.ts", "e2e/support/*.ts"],
];

/** The names of business modules in sources. */
interface Names {
  modules: readonly string[];
  /** Their procedures: `parcels.create`. */
  procedures: ReadonlySet<string>;
  /** Their kinds of records: `parcel`. */
  entities: ReadonlySet<string>;
  /** Their tables in the database. */
  tables: readonly string[];
  /** Their names for people: `Parcels`. */
  words: readonly string[];
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** Reads the names of the business modules. @param root the root of the project */
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
    words: modules.map(capital),
  };
}

/**
 * The names of business modules in a source: imports, procedures, permissions, events, entities, tables in SQL; in browser
 * tests also paths and texts of pages.
 */
function businessIn(
  source: string,
  { modules, procedures, entities, tables, words }: Names,
  { ofPages }: { ofPages: boolean },
): { line: number; text: string }[] {
  if (modules.length === 0) return [];
  const any = modules.join("|");
  const imported = new RegExp(`^@waybill/(?:db|validators)/(?:${any})$|/modules/(?:${any})/`);
  const dotted = new RegExp(`^(?:${any})\\.[a-zA-Z]|^(?:${[...entities].join("|") || "$^"})\\.[a-z]`);
  const sql = new RegExp(
    `\\b(?:from|into|join|update|table)\\s+(?:public\\.)?"?(?:${tables.join("|") || "$^"})\\b`,
    "i",
  );
  const page = new RegExp(
    `modules/(?:${any})\\.ts|/(?:${any})(?:\\.(?!ts\\b)|[/?]|$)|\\b(?:${words.join("|")})\\b|\\bNew (?:${[...entities].join("|")})\\b`,
  );
  const shown = (text: string) => ofPages && page.test(text);
  const names = (node: Node): boolean => {
    const { type, value, object, property } = node;
    if (type === "StringLiteral") {
      const text = String(value);
      return imported.test(text) || dotted.test(text) || entities.has(text) || sql.test(text) || shown(text);
    }
    if (type === "TemplateElement") {
      const text = String(node.raw ?? "");
      return sql.test(text) || dotted.test(text) || shown(text);
    }
    if (type !== "MemberExpression" || !isNode(object) || !isNode(property)) return false;
    const router = object.type === "MemberExpression" && isNode(object.property) ? String(object.property.value) : "";
    return procedures.has(`${router}.${String(property.value)}`);
  };
  const { nodes, lineOf, textOf } = syntaxOf(source);
  return nodes.filter(names).map((node) => ({ line: lineOf(node), text: textOf(node).slice(0, 120) }));
}

/**
 * Names of business modules in core, platform, and tests that remain without any module.
 *
 * @param folder the root of the project, or of the planted violations.
 * @param root the root of the project, which has the modules.
 */
export function businessNamed(folder: string, root: string): { file: string; what: string }[] {
  const names = businessNames(root);
  const going = moduleNames(root).flatMap((name) => filesOf(root, name));
  const goes = (file: string) => going.some((each) => (each.endsWith("/") ? file.startsWith(each) : file === each));
  return globSync(held, { cwd: folder })
    .filter((file) => !goes(file))
    .sort()
    .flatMap((file) =>
      businessIn(readFileSync(join(folder, file), "utf8"), names, { ofPages: file.startsWith("e2e/") }).map(
        ({ line, text }) => ({
          file,
          what: `${file}:${line} names a business module: ${text}`,
        }),
      ),
    );
}
