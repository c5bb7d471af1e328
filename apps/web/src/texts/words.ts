import { useLocale, useMessages } from "next-intl";
import { useMemo } from "react";
import { entityViews } from "@/manifests/registry.ts";

type Tree = { readonly [key: string]: unknown };

const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null && !Array.isArray(value);

/** The text at a path of the catalogues; undefined without one. */
function textAt(messages: Tree, ...path: readonly string[]): string | undefined {
  const found = path.reduce<unknown>((inner, key) => (isTree(inner) ? inner[key] : undefined), messages);
  return typeof found === "string" ? found : undefined;
}

/** The text of a name without an entry: `madeIn` becomes "made in". */
const spaced = (name: string) => name.replace(/([A-Z])/g, " $1").toLowerCase();

/** The paths of names in a catalogue. */
const places = { entity: ["words", "entities"], action: ["words", "actions"], field: ["fields"] } as const;

/** The text of a name in the module's catalogue or in `common`; undefined without one. */
export const wordIn = (messages: Tree, module: string, kind: keyof typeof places, name: string) =>
  textAt(messages, module, ...places[kind], name) ?? textAt(messages, "common", ...places[kind], name);

/** The texts of names of the code. They begin with a capital letter, except those for sentences. */
export type Words = ReturnType<typeof wordsOf>;

/**
 * The texts of names of the code, from the catalogues: the name of a module is its `title`; kinds of records and actions of
 * permissions are in its `words`, fields in its `fields`; names that it does not have are in `common`.
 *
 * @param messages texts by namespace
 * @param locale the language of the texts
 */
export function wordsOf(messages: Tree, locale: string) {
  const capital = (text: string) => text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
  const entityInSentence = (name: string) =>
    wordIn(messages, entityViews.get(name)?.module ?? "common", "entity", name) ?? spaced(name);
  return {
    /** A module, or a resource of permissions: "API keys". */
    module: (name: string) => textAt(messages, name, "title") ?? capital(spaced(name)),
    /** A kind of record: "API key". */
    entity: (name: string) => capital(entityInSentence(name)),
    /** A kind of record, inside a sentence: "parcel". */
    entityInSentence,
    /** The action of a permission: "Manage members". */
    action: (module: string, action: string) => wordIn(messages, module, "action", action) ?? capital(spaced(action)),
    /** A field of a record: "Time zone". */
    field: (module: string, field: string) => wordIn(messages, module, "field", field) ?? capital(spaced(field)),
  };
}

/** The texts of names of the code in the language of the page. */
export function useWords(): Words {
  const messages = useMessages();
  const locale = useLocale();
  return useMemo(() => wordsOf(messages, locale), [messages, locale]);
}
