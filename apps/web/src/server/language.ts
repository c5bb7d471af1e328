import type { Language } from "@waybill/validators";
import { languageCookie } from "../texts/cookie.ts";
import { languageAskedFor } from "../texts/language.ts";
import { readCookie } from "./cookies.ts";

/** The language that a request's browser asks for; null if it is not supported. */
export const languageOf = (headers: Headers): Language | null =>
  languageAskedFor(readCookie(headers.get("cookie"), languageCookie), headers.get("accept-language"));
