import { capital, type FieldSpec, type ModuleSpec } from "../spec.ts";

// Parts of generated sources. The formatter lays them out and sorts imports.

/** The files of a layer: contents by path in the project. */
export type Files = Record<string, string>;

type Line = string | false | undefined;

/** Joins lines, without empty and false ones. */
export const lines = (...parts: (Line | readonly Line[])[]): string => parts.flat().filter(Boolean).join("\n");

/** An import statement; empty without names. */
export const imports = (from: string, ...names: (string | false | undefined)[]): string => {
  const given = names.filter(Boolean);
  return given.length > 0 ? `import { ${given.join(", ")} } from "${from}";` : "";
};

/** The names in a module's sources. */
export interface Names {
  /** `shelves` */
  many: string;
  /** `Shelves` */
  Many: string;
  /** `shelf` */
  one: string;
  /** `Shelf` */
  One: string;
  /** `a shelf` */
  a: string;
}

/** A word with its indefinite article. */
export const article = (word: string): string => `${/^[aeiou]/i.test(word) ? "an" : "a"} ${word}`;

/** The names of a module's record in all forms. */
export const namesOf = ({ name, one }: ModuleSpec): Names => ({
  ...{ many: name, Many: capital(name), one, One: capital(one), a: article(one) },
});

/** The fields of a kind. */
export const ofKind = ({ fields }: ModuleSpec, ...kinds: FieldSpec["kind"][]): FieldSpec[] =>
  fields.filter(({ kind }) => kinds.includes(kind));

/** A reference with its target. */
export type RefField = FieldSpec & { target: NonNullable<FieldSpec["target"]> };
/** The fields that refer to records of another module. */
export const refsOf = ({ fields }: ModuleSpec): RefField[] =>
  fields.filter((field): field is RefField => field.target !== undefined);

/** The name of the list of an enum's values: `shelfKindValues`. */
export const valuesName = (one: string, { name }: FieldSpec): string => `${one}${capital(name)}Values`;

/** The filters of a list. */
export const filtersOf = (spec: ModuleSpec): FieldSpec[] => (spec.list ? ofKind(spec, "enum", "boolean", "ref") : []);

/** The sort keys of a list: required fields with an index. The default comes first. */
export const sortsOf = ({ fields, title }: ModuleSpec): FieldSpec[] => [
  title,
  ...fields.filter((field) => field !== title && field.unique && !field.optional),
];

/** Whether a field is a name, which is sorted as in a dictionary; any other is a code. */
export const isName = ({ title }: ModuleSpec, field: FieldSpec): boolean =>
  field.property === "name" || (field === title && !field.unique);

/** The searched fields. */
export const searchedOf = (spec: ModuleSpec): FieldSpec[] => ofKind(spec, "text");

/** A value for people: `in_use` is `In use`. */
export const labelOf = (value: string): string => capital(value.replaceAll("_", " "));
