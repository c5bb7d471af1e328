import { createRequire } from "node:module";
import { countryCodes } from "@waybill/validators";
import countries from "i18n-iso-countries";

/** Languages whose names of countries are understood. */
const languages =
  "ar bg bs ca cs da de el en es et eu fa fi fr gl he hr hu id is it ja ko lt lv mk ms nb nl nn pl pt ro ru sk sl sq sr sv th tr uk vi zh".split(
    " ",
  );

/** What people write besides the names of the standard. */
const others: Readonly<Record<string, readonly string[]>> = {
  AE: ["UAE"],
  BA: ["Bosnia"],
  CZ: ["Czech Republic", "Tschechien", "Česko"],
  DE: ["BRD", "FRG"],
  GB: ["UK", "U.K.", "Great Britain", "Britain", "England", "Scotland", "Wales", "Northern Ireland", "Großbritannien"],
  IE: ["Republic of Ireland"],
  KR: ["South Korea", "Südkorea", "Corée du Sud", "Corea del Sur"],
  MK: ["Macedonia", "Mazedonien"],
  NL: ["Holland", "The Netherlands"],
  RU: ["Russia", "Russland"],
  TR: ["Türkiye", "Turkey"],
  US: ["U.S.", "U.S.A.", "America", "United States of America", "Estados Unidos", "Etats Unis", "USA"],
};

/** Names that differ in letter case, accents and signs alone are one. */
const keyOf = (name: string) =>
  name
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replaceAll("ı", "i")
    .replaceAll("ł", "l")
    .replace(/[^\p{L}\p{N}]/gu, "");

/** The codes that a name stands for: several where languages use it for different countries. */
let codesByName: Map<string, Set<string>> | undefined;

function names(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const add = (name: string, code: string) => {
    const key = keyOf(name);
    const codes = found.get(key) ?? new Set();
    found.set(key, codes.add(code));
  };
  const require = createRequire(import.meta.url);
  for (const language of languages) {
    countries.registerLocale(require(`i18n-iso-countries/langs/${language}.json`));
    for (const [code, all] of Object.entries(countries.getNames(language, { select: "all" }))) {
      for (const name of [all].flat()) add(name, code);
    }
  }
  for (const [alpha3, code] of Object.entries(countries.getAlpha3Codes())) add(alpha3, code);
  for (const [code, all] of Object.entries(others)) for (const name of all) found.set(keyOf(name), new Set([code]));
  return found;
}

const known = new Set<string>(countryCodes);

/**
 * The country that a text names: by its code of two or three letters, or by its name in one of many languages.
 *
 * @returns the codes that it may stand for: none where it is unknown.
 */
export function countriesNamed(text: string): string[] {
  const code = text.trim().toUpperCase();
  if (known.has(code)) return [code];
  codesByName ??= names();
  return [...(codesByName.get(keyOf(text)) ?? [])].filter((one) => known.has(one)).sort();
}
