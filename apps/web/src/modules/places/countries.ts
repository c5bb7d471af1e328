import { countryCodes } from "@waybill/validators";
import english from "i18n-iso-countries/langs/en.json";

// Names out of a list and not from the platform: server and browser have to draw the same.
const names = new Map(
  Object.entries(english.countries).map(([code, name]) => [code, Array.isArray(name) ? (name[0] ?? code) : name]),
);

/** A country's name. */
export function countryName(code: string): string {
  return names.get(code) ?? code;
}

/** Every country, by name. */
export const countries: { code: (typeof countryCodes)[number]; name: string }[] = countryCodes
  .map((code) => ({ code, name: countryName(code) }))
  .sort((a, b) => (a.name < b.name ? -1 : 1));
