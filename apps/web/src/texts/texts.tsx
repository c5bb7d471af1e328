import { getLocale, getMessages, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ApiTexts } from "./api-texts.tsx";
import { type Namespace, phrasesIn } from "./catalogue.ts";
import type { TextKey } from "./keys.ts";
import { MoreTexts } from "./more-texts.tsx";
import { translator } from "./phrases.ts";

/** Provides the texts of these namespaces, in addition to those around it. */
export async function Texts({
  of,
  phrasesOf = of,
  children,
}: {
  of: readonly Namespace[];
  /** The namespaces whose texts of the API are translated. */
  phrasesOf?: readonly Namespace[];
  children: ReactNode;
}) {
  const [all, language] = await Promise.all([getMessages(), getLocale()]);
  return (
    <MoreTexts texts={Object.fromEntries(of.map((name) => [name, all[name]]))}>
      <ApiTexts phrases={phrasesIn(language, phrasesOf)}>{children}</ApiTexts>
    </MoreTexts>
  );
}

/** A text without values, on the server: for titles of pages. */
export async function text(key: TextKey): Promise<string> {
  const translate: (key: TextKey) => string = await getTranslations();
  return translate(key);
}

/** A function that translates texts of the API, on the server. @param of namespaces in addition to `common` */
export async function apiTexts(of: readonly Namespace[]): Promise<(text: string) => string> {
  const language = await getLocale();
  return translator(phrasesIn(language, ["common", ...of]), language);
}

/** The metadata of a page with a title. */
export const titled = (key: TextKey) => async () => ({ title: await text(key) });
