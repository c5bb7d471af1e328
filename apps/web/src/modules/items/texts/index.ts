export { de } from "./de.ts";
export { en } from "./en.ts";
export { formerPhrases } from "./former-phrases.ts";
export { phrases } from "./phrases.ts";
