import { type Language, languages } from "@waybill/validators";
import Negotiator from "negotiator";

const isLanguage = (value: string | undefined): value is Language => languages.some((each) => each === value);

/**
 * The language of a page.
 *
 * @param chosen the value of the browser's cookie, if any.
 * @param accepted the `Accept-Language` header (RFC 9110, section 12.5.4).
 */
export function languageFor(chosen: string | undefined, accepted: string | null): Language {
  if (isLanguage(chosen)) return chosen;
  const preferred = new Negotiator({ headers: { "accept-language": accepted ?? "" } }).languages([...languages]);
  return preferred.find(isLanguage) ?? languages[0];
}
