export { countryCodes } from "./generated/countries.ts";
