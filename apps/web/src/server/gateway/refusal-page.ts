import type { IncomingHttpHeaders } from "node:http";
import { type Language, languages } from "@waybill/validators";
import { de } from "../../components/texts/de.ts";
import { en } from "../../components/texts/en.ts";
import { phrases } from "../../components/texts/phrases.ts";
import { languageCookie } from "../../texts/cookie.ts";
import { languageAskedFor } from "../../texts/language.ts";
import { translator } from "../../texts/phrases.ts";
import { readCookie } from "../cookies.ts";

const texts = { en, de };

/** Translates messages, by language: the API's texts are English. */
const translators: Record<Language, (text: string) => string> = {
  en: (text) => text,
  de: translator(phrases.de, "de"),
};

const escaped = (text: string) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The page of a refusal, in the language of its reader. */
export function refusalPage(
  message: string,
  requestId: string,
  { cookie, "accept-language": accepted }: IncomingHttpHeaders,
): string {
  const language = languageAskedFor(readCookie(cookie, languageCookie), accepted ?? null) ?? languages[0];
  const request = texts[language].errors.request.replace("{id}", requestId);
  return (
    `<!doctype html><html lang="${language}"><meta name="viewport" content="width=device-width"><title>Waybill</title>` +
    `<p>${escaped(translators[language](message))}</p><p><small>${request}</small></p></html>\n`
  );
}
