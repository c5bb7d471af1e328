import { capital, type FieldSpec, type ModuleSpec } from "../spec.ts";
import { importedOf } from "./base.ts";
import { article, type Files, labelOf, namesOf, ofKind, refsOf, sortsOf } from "./code.ts";

// The texts of a new module's pages. The German texts contain its English names until they are translated: a name has no gender yet,
// so the texts avoid articles ("Shelf anlegen"). There are no phrases: the module's messages are English until it has a `phrases.ts`.

interface Tree {
  readonly [key: string]: string | Tree;
}

/** The texts in one language, for any module. */
interface Language {
  about: string;
  new: string;
  edit: string;
  delete: string;
  details: string;
  changed: string;
  created: string;
  saved: string;
  deleted: string;
  deletion: { title: string; confirm: string };
  none: { title: string; about: string };
  search: string;
  sortBy: string;
  usual: string;
  up: (label: string) => string;
  down: (label: string) => string;
  newest: string;
  oldest: string;
  yes: string;
  no: string;
  none1: string;
  optional: string;
  create: string;
  import: string;
  imports: string;
  choose: (entity: string) => string;
  columns: Record<FieldSpec["kind"] | "key", string>;
}

function inEnglish({ many, Many, one }: ReturnType<typeof namesOf>): Language {
  return {
    about: `${Many} of the organisation.`,
    new: `New ${one}`,
    edit: "Edit",
    delete: "Delete",
    details: "Details",
    changed: "Last changed",
    created: "{name} was created",
    saved: "Saved",
    deleted: "{name} was deleted",
    deletion: { title: `Delete the ${one} {name}?`, confirm: `Delete ${one}` },
    none: { title: `No ${many} yet`, about: `Create the first ${one} with “New ${one}”.` },
    search: `Search ${many}`,
    ...{ sortBy: "Sort by", usual: "Default order", newest: "Newest first", oldest: "Oldest first" },
    ...{ up: (label) => `${label}, A to Z`, down: (label) => `${label}, Z to A` },
    ...{ yes: "Yes", no: "No", none1: "None" },
    optional: "{label} (optional)",
    create: `Create ${one}`,
    import: "Import",
    imports: `Import ${many}`,
    choose: (entity) => `Choose ${article(entity)}`,
    columns: {
      ...{ key: `Your key; the ${one} with this key is changed`, text: "One line", longtext: "Several lines" },
      ...{ email: "An email address", int: "A whole number", money: "An amount, such as 59.00 or 1.299,50 €" },
      ...{ currency: "Three letters, such as EUR", date: "A day, such as 2026-11-24", boolean: "yes or no" },
      ...{ enum: "One of the values", ref: "One line" },
    },
  };
}

function inGerman({ Many, One }: ReturnType<typeof namesOf>): Language {
  return {
    about: `${Many} der Organisation.`,
    new: `${One} anlegen`,
    edit: "Bearbeiten",
    delete: "Löschen",
    details: "Angaben",
    changed: "Zuletzt geändert",
    created: "{name} wurde angelegt",
    saved: "Gespeichert",
    deleted: "{name} wurde gelöscht",
    deletion: { title: "{name} löschen?", confirm: "Löschen" },
    none: { title: "Noch keine Einträge", about: `Legen Sie den ersten Eintrag mit „${One} anlegen“ an.` },
    search: `${Many} durchsuchen`,
    ...{ sortBy: "Sortieren nach", usual: "Standardreihenfolge", newest: "Neueste zuerst", oldest: "Älteste zuerst" },
    ...{ up: (label) => `${label}, A bis Z`, down: (label) => `${label}, Z bis A` },
    ...{ yes: "Ja", no: "Nein", none1: "Keine Angabe" },
    optional: "{label} (optional)",
    create: "Anlegen",
    import: "Importieren",
    imports: `${Many} importieren`,
    choose: (entity) => `${capital(entity)} wählen`,
    columns: {
      ...{ key: "Ihr Schlüssel; ein Eintrag mit diesem Schlüssel wird geändert" },
      ...{ text: "Eine Zeile", longtext: "Mehrere Zeilen", email: "Eine E-Mail-Adresse", int: "Eine ganze Zahl" },
      ...{ money: "Ein Betrag, etwa 59.00 oder 1.299,50 €", currency: "Drei Buchstaben, etwa EUR" },
      ...{ date: "Ein Tag, etwa 2026-11-24", boolean: "„yes“ oder „no“", enum: "Einer der Werte", ref: "Eine Zeile" },
    },
  };
}

/** All texts of a module in a language. */
function treeOf(spec: ModuleSpec, words: Language): Tree {
  const { Many, one, One } = namesOf(spec);
  const enums = ofKind(spec, "enum");
  const own = refsOf(spec).filter(({ target }) => !target.exportsSelect);
  const hasBoolean = ofKind(spec, "boolean").length > 0;
  const chooses = enums.some(({ optional }) => optional);
  const byField = (fields: readonly FieldSpec[], text: (field: FieldSpec) => string | Tree): Tree =>
    Object.fromEntries(fields.map((field) => [field.property, text(field)]));
  return {
    ...{ title: Many, single: One, about: words.about, new: words.new, edit: words.edit, delete: words.delete },
    ...{ details: words.details, created: words.created, saved: words.saved, deleted: words.deleted },
    ...(hasBoolean ? { yes: words.yes, no: words.no } : {}),
    ...(spec.importKey ? { import: words.imports } : {}),
    deletion: words.deletion,
    none: words.none,
    list: {
      search: words.search,
      ...(spec.importKey ? { import: words.import } : {}),
      sortBy: words.sortBy,
    },
    sorts: {
      usual: words.usual,
      ...Object.fromEntries(
        sortsOf(spec).flatMap((field) => [
          ...(field === spec.title ? [] : [[field.property, words.up(field.label)]]),
          [`${field.property}Down`, words.down(field.label)],
        ]),
      ),
      ...{ created: words.oldest, createdDown: words.newest },
    },
    fields: { ...byField(spec.fields, ({ label }) => label), changed: words.changed },
    form: {
      ...(spec.fields.some(({ optional }) => optional) ? { optional: words.optional } : {}),
      ...(chooses ? { none: words.none1 } : {}),
      create: words.create,
    },
    ...(enums.length > 0
      ? { values: byField(enums, ({ values }) => Object.fromEntries(values.map((value) => [value, labelOf(value)]))) }
      : {}),
    ...(spec.importKey
      ? {
          importing: byField(importedOf(spec), (field) =>
            field === spec.importKey
              ? words.columns.key
              : field.kind === "enum"
                ? field.values.join(", ")
                : words.columns[field.kind],
          ),
        }
      : {}),
    ...(own.length > 0
      ? { select: Object.fromEntries(own.map(({ target }) => [target.entity, words.choose(target.entity)])) }
      : {}),
    words: { entities: { [one]: one } },
  };
}

/** The catalogues of a module, in every language. */
export function texts(spec: ModuleSpec): Files {
  const folder = `apps/web/src/modules/${spec.name}/texts`;
  const names = namesOf(spec);
  const source = (tree: Tree) => JSON.stringify(tree);
  return {
    [`${folder}/index.ts`]: 'export { de } from "./de.ts";\nexport { en } from "./en.ts";\n',
    [`${folder}/en.ts`]: `/** The texts of ${names.many}. */\nexport const en = ${source(treeOf(spec, inEnglish(names)))} as const;\n`,
    [`${folder}/de.ts`]: `import type { Translation } from "@/texts/translation.ts";
import type { en } from "./en.ts";

export const de: Translation<typeof en> = ${source(treeOf(spec, inGerman(names)))};
`,
  };
}
