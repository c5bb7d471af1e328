import type { GetICUArgs } from "@schummar/icu-type-parser";
import { type Language, localeOf, type Translation } from "@waybill/validators";
import { memoize } from "@waybill/validators/memoize";
import compile from "icu-minify/compile";
import type { CompiledMessage } from "icu-minify/format";
import format from "icu-minify/format";

// Texts that the API itself writes in the language of their reader: mails. Their catalogues have the form of those of the
// web app. Answers and activity stay English, and pages translate them.

/** Texts by key: ICU messages. */
export interface Tree {
  readonly [key: string]: string | Tree;
}

/** The texts of a module in every language; English gives the keys and the values. */
export type Catalogue<Texts> = { readonly en: Texts } & {
  readonly [Other in Exclude<Language, "en">]: Translation<Texts>;
};

/** The keys of texts, with the keys of their groups: `invitation.subject`. */
type KeyOf<Texts> = {
  [Key in keyof Texts & string]: Texts[Key] extends string ? Key : `${Key}.${KeyOf<Texts[Key]>}`;
}[keyof Texts & string];

type TextAt<Texts, Key> = Key extends keyof Texts
  ? Texts[Key]
  : Key extends `${infer Group}.${infer Rest}`
    ? Group extends keyof Texts
      ? TextAt<Texts[Group], Rest>
      : never
    : never;

type ValuesOf<Message> = Message extends string
  ? GetICUArgs<Message, { ICUArgument: string; ICUNumberArgument: number; ICUDateArgument: Date }>
  : never;

/** Writes a text with its values. */
export type Translate<Texts> = <Key extends KeyOf<Texts>>(
  key: Key,
  ...values: Record<never, never> extends ValuesOf<TextAt<Texts, Key>>
    ? [values?: ValuesOf<TextAt<Texts, Key>>]
    : [values: ValuesOf<TextAt<Texts, Key>>]
) => string;

/** Messages are parsed once per process. */
const parsed = new Map<string, CompiledMessage>();

function parse(message: string): CompiledMessage {
  const known = parsed.get(message) ?? compile(message);
  parsed.set(message, known);
  return known;
}

const formatters = {
  getDateTimeFormat: memoize(
    (...of: ConstructorParameters<typeof Intl.DateTimeFormat>) => new Intl.DateTimeFormat(...of),
  ),
  getNumberFormat: memoize((...of: ConstructorParameters<typeof Intl.NumberFormat>) => new Intl.NumberFormat(...of)),
  getPluralRules: memoize((...of: ConstructorParameters<typeof Intl.PluralRules>) => new Intl.PluralRules(...of)),
};

/** The text of a key. @throws if there is none */
function messageAt(texts: Tree, key: string): string {
  const found = key
    .split(".")
    .reduce<string | Tree | undefined>((at, part) => (typeof at === "object" ? at[part] : undefined), texts);
  if (typeof found !== "string") throw new Error(`There is no text ${key}.`);
  return found;
}

/** A function that writes the texts of a catalogue in a language. */
export function translateWith<Texts extends Tree>(catalogue: Catalogue<Texts>, language: Language): Translate<Texts> {
  const texts: Tree = catalogue[language];
  const locale = localeOf[language];
  return (key, ...[values]) => String(format(parse(messageAt(texts, key)), locale, values ?? {}, { formatters }));
}
