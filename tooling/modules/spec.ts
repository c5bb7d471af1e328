import { existsSync } from "node:fs";
import { join } from "node:path";
import pluralize from "pluralize";
import { UserError } from "../cli/terminal.ts";
import { moduleNames, type RefTarget, refTargetOf, takenNames } from "./project.ts";

/** The kinds of fields. */
const kinds = ["text", "longtext", "email", "int", "money", "currency", "date", "boolean", "enum", "ref"] as const;
type Kind = (typeof kinds)[number];

/** A field of an entity. */
export interface FieldSpec {
  /** The name in the command: `zone`. */
  name: string;
  /** The property in inputs, outputs and the table: `zone`; `zoneId` for a reference. */
  property: string;
  /** The table's column: `zone_id`. */
  column: string;
  /** For people: `Zone`. */
  label: string;
  kind: Kind;
  optional: boolean;
  unique: boolean;
  /** The values of an `enum`; empty for other kinds. */
  values: readonly string[];
  /** The target of a `ref`. */
  target?: RefTarget;
}

/** The specification of a new module. */
export interface ModuleSpec {
  /** The module's name, the plural of its entity: `shelves`. */
  name: string;
  /** Its entity: `shelf`. */
  one: string;
  fields: readonly FieldSpec[];
  /** The field with the name for people. */
  title: FieldSpec;
  /** A unique text besides the title, if any: a code. */
  code: FieldSpec | undefined;
  /** The modules that its fields refer to. */
  needs: readonly string[];
  /** Whether its list has filters and an export. */
  list: boolean;
  /** Whether it publishes events. */
  events: boolean;
  /** Whether a job searches for records with the name of a new one. */
  job: boolean;
  /** The key of an import's rows; undefined without an import. */
  importKey: FieldSpec | undefined;
}

/** A module as given on the command line. */
export interface ModuleRequest {
  name: string;
  one?: string;
  fields: readonly string[];
  list: boolean;
  events: boolean;
  job?: boolean;
  imports?: boolean;
}

/** Field names that inputs, outputs, tables and URLs of every module already have. */
const takenFields = new Set(
  "id version tenant tenantId createdAt updatedAt created sort descending search format items total more cursor limit q plan mode fileId".split(
    " ",
  ),
);

/** Names that are not valid variables in TypeScript, or have another meaning. */
const keywords = new Set(
  `abstract any arguments as async await boolean break case catch class const constructor continue debugger declare default delete
  do else enum eval export extends false finally for from function get if implements import in infer instanceof interface is
  keyof let module namespace never new null number object of package private prototype protected public readonly require
  return set static string super switch symbol this throw true try type typeof undefined unknown var void while with yield`.split(
    /\s+/,
  ),
);

/** Words with another meaning in place of a module's name: in folders and in generated sources. */
const takenModules = new Set("core platform testing index modules new drizzle common testings demo".split(" "));

const fieldFormat = /^(?<name>[^:]*):(?<kind>[a-z]*)(?:\((?<inside>[^()]*)\))?(?<marks>[?!]*)$/;

/** A word with a capital first letter. */
export const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const words = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The problems of an enum's values. */
function* valueProblems(name: string, values: readonly string[]): Generator<string> {
  if (values.length < 2) yield `${name}: an enum has at least two values, such as ${name}:enum(low|high).`;
  for (const value of values) {
    if (!/^[a-z][a-z0-9_]*$/.test(value)) {
      yield `${name}: "${value}" is not a value of an enum. Values are of a-z, 0-9 and _, and begin with a letter.`;
    }
  }
  if (new Set(values).size < values.length) yield `${name}: a value of the enum is duplicated.`;
}

/** The problems of a field's name. */
function* nameProblems(name: string): Generator<string> {
  if (!/^[a-z][a-zA-Z0-9]{0,39}$/.test(name)) {
    yield `"${name}" is not a name of a field. Use up to 40 letters and digits, such as maxLoad.`;
  } else if (takenFields.has(name)) yield `${name}: every module has this field, or uses the name for something else.`;
  else if (keywords.has(name)) yield `${name}: this is a keyword of TypeScript. Choose another name.`;
}

/** Parses one field. @param problems receives its problems */
function readField(root: string, written: string, problems: string[]): FieldSpec | null {
  const { name = "", kind = "", inside, marks = "" } = fieldFormat.exec(written)?.groups ?? {};
  if (!fieldFormat.test(written)) {
    problems.push(
      `"${written}" is not a field. A field is name:kind, followed by ? if it is optional, and by ! if it is unique.`,
    );
    return null;
  }
  const before = problems.length;
  problems.push(...nameProblems(name));
  if (!kinds.some((known) => known === kind)) {
    problems.push(`${name}: there is no kind "${kind}". Available: ${kinds.join(", ")}.`);
    return null;
  }
  const [optional, unique] = [marks.includes("?"), marks.includes("!")];
  if (marks.length > new Set(marks).size) problems.push(`${name}: ${marks} contains a duplicate mark.`);
  if (unique && kind !== "text") problems.push(`${name}: only a text can be unique (!).`);
  if (optional && kind === "currency") problems.push(`${name}: amounts have a currency; it cannot be empty (?).`);
  if (optional && kind === "boolean") problems.push(`${name}: a boolean is yes or no; it cannot be empty (?).`);
  if (inside !== undefined && kind !== "enum" && kind !== "ref") {
    problems.push(`${name}: ${kind} has no values in brackets.`);
  }
  const values = kind === "enum" ? (inside ?? "").split("|").filter(Boolean) : [];
  if (kind === "enum") problems.push(...valueProblems(name, values));
  const found = kind === "ref" ? refTargetOf(root, inside ?? "") : undefined;
  if (typeof found === "string") problems.push(`${name}: ${found}`);
  if (problems.length > before) return null;
  const property = kind === "ref" ? `${name}Id` : name;
  return {
    ...{ name, property, column: snake(property), label: capital(words(name)), kind: kind as Kind }, // looked up above
    ...{ optional, unique, values, ...(typeof found === "object" ? { target: found } : {}) },
  };
}

/** Adds a currency after amounts without one. */
function withCurrency(fields: FieldSpec[]): FieldSpec[] {
  if (!fields.some(({ kind }) => kind === "money") || fields.some(({ kind }) => kind === "currency")) return fields;
  const last = fields.findLastIndex(({ kind }) => kind === "money");
  const currency = { ...{ name: "currency", property: "currency", column: "currency", label: "Currency" } };
  const added: FieldSpec = { ...currency, kind: "currency", optional: false, unique: false, values: [] };
  return fields.toSpliced(last + 1, 0, added);
}

/** The field with the name for people: a required text. */
function titleOf(fields: readonly FieldSpec[]): FieldSpec | undefined {
  const texts = fields.filter(({ kind, optional }) => kind === "text" && !optional);
  return texts.find(({ name }) => ["name", "title"].includes(name)) ?? texts[0];
}

const isKey = ({ kind, optional, unique }: FieldSpec) => kind === "text" && unique && !optional;

/** The key of an import is a required unique text: without one, the title becomes unique. */
function withImportKey(fields: readonly FieldSpec[]): readonly FieldSpec[] {
  if (fields.some(isKey)) return fields;
  const title = titleOf(fields);
  return fields.map((field) => (field === title ? { ...field, unique: true } : field));
}

/** The problems of an import: required references. */
function* importProblems(fields: readonly FieldSpec[]): Generator<string> {
  for (const { name } of fields.filter(({ target, optional }) => target && !optional)) {
    yield `${name}: an import has no value for it. Make it optional (${name}:ref(…)?), or create the module without --import.`;
  }
}

/** The problems of a module's name. */
function* moduleProblems(root: string, { name, one }: { name: string; one: string }): Generator<string> {
  if (!/^[a-z]{3,30}$/.test(name)) {
    yield `"${name}" is not a name of a module. Use one plural word of lower-case letters, such as shelves.`;
    return;
  }
  if (keywords.has(name) || keywords.has(one)) yield `${name}: this is a keyword of TypeScript. Choose another name.`;
  if (one === name || !/^[a-z]{2,30}$/.test(one)) {
    yield `${name}: a module is named with the plural of its entity. Name the entity if it cannot be derived: --one shelf.`;
  }
  if (moduleNames(root).includes(name)) {
    yield `There is already a module ${name}.`;
    return;
  }
  const places = [`packages/api/src/platform/${name}`, `packages/db/src/schema/${name}.ts`];
  const pages = [`apps/web/src/app/t/[tenant]/${name}`, `packages/validators/src/${name}.ts`, `e2e/${name}.spec.ts`];
  const files = [...places, ...pages].filter((path) => existsSync(join(root, path)));
  const taken = takenNames(root);
  const what = [name, one].map((word) => taken.get(word) ?? (takenModules.has(word) ? "a word of the platform" : null));
  const stands = [...files, ...what.filter((each) => each !== null)];
  if (stands.length > 0) yield `${name} is taken by the platform: ${stands.join(", ")}.`;
}

/**
 * Parses the specification of a module.
 *
 * @param root the project's folder.
 * @throws {UserError} with all problems
 */
export function readSpec(root: string, wanted: ModuleRequest): ModuleSpec {
  const { name, list, events, job = false, imports = false } = wanted;
  const one = wanted.one ?? pluralize.singular(name);
  const problems = [...moduleProblems(root, { name, one })];
  const asked = wanted.fields.length > 0 ? wanted.fields : ["name:text"];
  const read = withCurrency(
    asked.map((written) => readField(root, written, problems)).filter((field) => field !== null),
  );
  const fields = imports ? withImportKey(read) : read;
  const properties = fields.flatMap(({ name: field, property, target }) => [
    property,
    ...(target ? [`${field}Name`] : []),
  ]);
  for (const doubled of new Set(properties.filter((each, index) => properties.indexOf(each) !== index))) {
    problems.push(`${doubled}: two fields have this name.`);
  }
  const title = titleOf(fields);
  const code = fields.find((field) => isKey(field) && field !== title);
  if (fields.filter(({ kind }) => kind === "currency").length > 1) {
    problems.push("A module has one currency for all its amounts.");
  }
  const importKey = fields.find(isKey);
  const whole = fields.length >= asked.length;
  if (imports && whole) problems.push(...importProblems(fields));
  if (job && !events) problems.push("The job starts with the event of a new record: add --events.");
  if (!title && whole) {
    problems.push("A record needs a name for people: add a required text, such as name:text.");
  }
  if (problems.length > 0 || !title) throw new UserError(problems.join("\n  "));
  const needs = [...new Set(fields.flatMap(({ target }) => (target ? [target.module] : [])))].sort();
  return {
    name,
    one,
    fields,
    title,
    code,
    needs,
    list,
    events,
    job,
    importKey: imports ? importKey : undefined,
  };
}
