import { type Language, languages } from "@waybill/validators";
import compile from "icu-minify/compile";
import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { type Texts, textsIn } from "./catalogue.ts";
import { languageCookie } from "./cookie.ts";
import { languageFor } from "./language.ts";

type Tree = { readonly [key: string]: string | Tree };

/** Parses every text of a tree: the browser gets what it can format without a parser. */
const compiled = (tree: Tree): unknown =>
  Object.fromEntries(
    Object.entries(tree).map(([key, text]) => [key, typeof text === "string" ? compile(text) : compiled(text)]),
  );

const messages = new Map(languages.map((language) => [language, compiled(textsIn(language)) as Texts]));

/**
 * The language of a request, and all texts in it. It asks no database: every page has a language, also where nobody is
 * signed in, or where nothing may be told of who is.
 */
// biome-ignore lint/style/noDefaultExport: the plugin of next-intl wants one
export default getRequestConfig(async () => {
  const [jar, given] = await Promise.all([cookies(), headers()]);
  const locale: Language = languageFor(jar.get(languageCookie)?.value, given.get("accept-language"));
  return { locale, messages: messages.get(locale), timeZone: "UTC" };
});
