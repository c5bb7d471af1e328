import type { Language } from "@waybill/validators";
import * as modules from "@/modules/texts.ts";
import * as platform from "@/platform/texts.ts";
import type { Phrases, PhrasesByLanguage } from "./phrases.ts";

// All texts of the web app, in each language: read by the server alone, which gives a page those that it shows.

const namespaces = { ...platform, ...modules };

/** The name of a module's texts. */
export type Namespace = keyof typeof namespaces;

const names = Object.keys(namespaces) as Namespace[]; // keys forgets the names

/** What the pages of a tenant show, whichever modules there are. */
export const deskTexts = names.filter((name) => name !== "common" && name !== "operator");

/** The English texts by namespace: their keys and arguments are what `useTranslations` takes. */
export type Texts = { readonly [Name in Namespace]: (typeof namespaces)[Name]["en"] };

/** What the API says, in a language, as far as these namespaces translate it; all of them where none is named. */
export function phrasesIn(language: Language, of: readonly Namespace[] = names): Phrases {
  if (language === "en") return {};
  const parts: readonly { en: object; phrases?: PhrasesByLanguage }[] = of.map((name) => namespaces[name]);
  return Object.assign({}, ...parts.map(({ phrases }) => phrases?.[language]));
}

/** All texts in a language, by namespace. */
export const textsIn = (language: Language) =>
  Object.fromEntries(Object.entries(namespaces).map(([name, texts]) => [name, texts[language]]));
