import type { Language } from "@waybill/validators";
import * as modules from "@/modules/texts.ts";
import * as platform from "@/platform/texts.ts";

// All texts of the web app, in each language: read by the server alone, which gives a page those that it shows.

const namespaces = { ...platform, ...modules };

/** The name of a module's texts. */
export type Namespace = keyof typeof namespaces;

/** What the pages of a tenant show, whichever modules there are. */
export const deskTexts = (Object.keys(namespaces) as Namespace[]).filter(
  (name) => name !== "common" && name !== "operator",
);

/** The English texts by namespace: their keys and arguments are what `useTranslations` takes. */
export type Texts = { readonly [Name in Namespace]: (typeof namespaces)[Name]["en"] };

/** All texts in a language, by namespace. */
export const textsIn = (language: Language) =>
  Object.fromEntries(Object.entries(namespaces).map(([name, texts]) => [name, texts[language]]));
