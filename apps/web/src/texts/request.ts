import { type Language, languages } from "@waybill/validators";
import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { type Texts, textsIn } from "./catalogue.ts";
import { compiledTexts } from "./compiled.ts";
import { languageCookie } from "./cookie.ts";
import { languageFor } from "./language.ts";

const messages = new Map(languages.map((language) => [language, compiledTexts(textsIn(language)) as Texts]));

/**
 * The language of a request, and its texts. It reads no database: every page has a language, also if no one is
 * signed in, and on pages that must not depend on the person.
 */
// biome-ignore lint/style/noDefaultExport: the plugin of next-intl requires one
export default getRequestConfig(async () => {
  const [jar, given] = await Promise.all([cookies(), headers()]);
  const locale: Language = languageFor(jar.get(languageCookie)?.value, given.get("accept-language"));
  return { locale, messages: messages.get(locale), timeZone: "UTC" };
});
