export { de } from "./de.ts";
export { en } from "./en.ts";
export { formerPhrases, phrases } from "./phrases.ts";
