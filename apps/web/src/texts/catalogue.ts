import type { Language } from "@waybill/validators";
import * as modules from "@/modules/texts.ts";
import * as platform from "@/platform/texts.ts";
import { joined } from "./joined.ts";
import type { Phrases, PhrasesByLanguage } from "./phrases.ts";

// All texts of the web app in each language. Only the server imports them; it gives a page those that it shows.

const namespaces = joined({ ...platform, ...modules });

/** The namespace of a module's texts. */
export type Namespace = keyof typeof namespaces;

const names = Object.keys(namespaces) as Namespace[]; // the type of keys has no names

/** The namespaces of every page of a tenant, for any set of modules. Pages of imports add `imports`. */
export const deskTexts = names.filter((name) => name !== "common" && name !== "operator" && name !== "imports");

/** The namespaces with phrases for a tenant's pages: jobs, files and activity show the reports of imports. */
export const deskPhrases: readonly Namespace[] = [...deskTexts, "imports"];

/** The English texts by namespace: the types of keys and values for `useTranslations`. */
export type Texts = { readonly [Name in Namespace]: (typeof namespaces)[Name]["en"] };

/** The translations of texts of the API in these namespaces; in all by default. */
export function phrasesIn(language: Language, of: readonly Namespace[] = names): Phrases {
  if (language === "en") return {};
  const parts: readonly { en: object; phrases?: PhrasesByLanguage; formerPhrases?: PhrasesByLanguage }[] = of.map(
    (name) => namespaces[name],
  );
  return Object.assign(
    {},
    ...parts.flatMap(({ formerPhrases, phrases }) => [formerPhrases?.[language], phrases?.[language]]),
  );
}

/** All texts in a language, by namespace. */
export const textsIn = (language: Language) =>
  Object.fromEntries(Object.entries(namespaces).map(([name, texts]) => [name, texts[language]]));
