import { isLanguage, type Language, languages } from "@waybill/validators";
import Negotiator from "negotiator";

/**
 * The language that a browser asks for; null if it is none of ours.
 *
 * @param chosen the value of the browser's cookie, if any.
 * @param accepted the `Accept-Language` header (RFC 9110, section 12.5.4).
 */
export function languageAskedFor(chosen: string | null | undefined, accepted: string | null): Language | null {
  if (isLanguage(chosen)) return chosen;
  const preferred = new Negotiator({ headers: { "accept-language": accepted ?? "" } }).languages([...languages]);
  return preferred.find(isLanguage) ?? null;
}

/** The language of a page. Parameters as of {@link languageAskedFor}. */
export const languageFor = (chosen: string | undefined, accepted: string | null): Language =>
  languageAskedFor(chosen, accepted) ?? languages[0];
