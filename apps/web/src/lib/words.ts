import { useLocale, useMessages } from "next-intl";
import { useMemo } from "react";
import { entityViews } from "./registry.ts";

type Tree = { readonly [key: string]: unknown };

const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null && !Array.isArray(value);

/** The text at a path of the catalogues, if there is one. */
function textAt(messages: Tree, ...path: readonly string[]): string | undefined {
  const found = path.reduce<unknown>((inner, key) => (isTree(inner) ? inner[key] : undefined), messages);
  return typeof found === "string" ? found : undefined;
}

/** A name of the code that has no text: `madeIn` is "made in". */
const spaced = (name: string) => name.replace(/([A-Z])/g, " $1").toLowerCase();

/** Where a catalogue has the texts of names. */
const places = { entity: ["words", "entities"], action: ["words", "actions"], field: ["fields"] } as const;

/** The text of a name: the module's own, else the common one; undefined where there is none. */
export const wordIn = (messages: Tree, module: string, kind: keyof typeof places, name: string) =>
  textAt(messages, module, ...places[kind], name) ?? textAt(messages, "common", ...places[kind], name);

/** What names of the code are called. Each begins with a capital letter, unless it is for a sentence. */
export type Words = ReturnType<typeof wordsOf>;

/**
 * Reads the names of the code in the catalogues: a module's name is its `title`; kinds of things and actions of permissions
 * are its `words`, fields its `fields`; what it does not name itself is in `common`.
 *
 * @param messages texts by namespace
 * @param locale the language that they are in
 */
export function wordsOf(messages: Tree, locale: string) {
  const capital = (text: string) => text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
  const entityInSentence = (name: string) =>
    wordIn(messages, entityViews.get(name)?.module ?? "common", "entity", name) ?? spaced(name);
  return {
    /** A module, or a resource of permissions: "API keys". */
    module: (name: string) => textAt(messages, name, "title") ?? capital(spaced(name)),
    /** A kind of thing: "API key". */
    entity: (name: string) => capital(entityInSentence(name)),
    /** A kind of thing, inside of a sentence: "parcel". */
    entityInSentence,
    /** What a permission allows: "Manage members". */
    action: (module: string, action: string) => wordIn(messages, module, "action", action) ?? capital(spaced(action)),
    /** A field of a thing: "Time zone". */
    field: (module: string, field: string) => wordIn(messages, module, "field", field) ?? capital(spaced(field)),
  };
}

/** What names of the code are called in the language of the page. */
export function useWords(): Words {
  const messages = useMessages();
  const locale = useLocale();
  return useMemo(() => wordsOf(messages, locale), [messages, locale]);
}
