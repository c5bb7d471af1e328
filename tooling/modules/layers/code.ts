import { capital, type FieldSpec, type ModuleSpec } from "../spec.ts";

// What the sources of a module are made of. Their layout is the formatter's, which also sorts imports.

/** The files of a layer: their contents by their paths in the project. */
export type Files = Record<string, string>;

type Line = string | false | undefined;

/** Joins lines; what is empty or false is left out. */
export const lines = (...parts: (Line | readonly Line[])[]): string => parts.flat().filter(Boolean).join("\n");

/** An import. @param names what is imported; nothing is written where there is none */
export const imports = (from: string, ...names: (string | false | undefined)[]): string => {
  const given = names.filter(Boolean);
  return given.length > 0 ? `import { ${given.join(", ")} } from "${from}";` : "";
};

/** The names that a module's sources are made of. */
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

export const article = (word: string): string => `${/^[aeiou]/i.test(word) ? "an" : "a"} ${word}`;

export const namesOf = ({ name, one }: ModuleSpec): Names => ({
  ...{ many: name, Many: capital(name), one, One: capital(one), a: article(one) },
});

/** The fields of a kind. */
export const ofKind = ({ fields }: ModuleSpec, ...kinds: FieldSpec["kind"][]): FieldSpec[] =>
  fields.filter(({ kind }) => kinds.includes(kind));

/** A field that refers to something, with what that is. */
export type RefField = FieldSpec & { target: NonNullable<FieldSpec["target"]> };
export const refsOf = ({ fields }: ModuleSpec): RefField[] =>
  fields.filter((field): field is RefField => field.target !== undefined);

/** The list of an enum's values: `shelfKinds`. */
export const valuesName = (one: string, { name }: FieldSpec): string => `${one}${capital(name)}Values`;

/** The fields that a list is filtered by. */
export const filtersOf = (spec: ModuleSpec): FieldSpec[] => (spec.list ? ofKind(spec, "enum", "boolean", "ref") : []);

/** The fields that a list is sorted by: those with an index and without empty values. The usual one comes first. */
export const sortsOf = ({ fields, title }: ModuleSpec): FieldSpec[] => [
  title,
  ...fields.filter((field) => field !== title && field.unique && !field.optional),
];

/** The fields that a search looks into. */
export const searchedOf = (spec: ModuleSpec): FieldSpec[] => ofKind(spec, "text");

/** A value for people: `in_use` is `In use`. */
export const worded = (value: string): string => capital(value.replaceAll("_", " "));
