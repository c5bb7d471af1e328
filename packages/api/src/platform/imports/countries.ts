import { createRequire } from "node:module";
import { countryCodes } from "@waybill/validators";
import countries from "i18n-iso-countries";

/** Languages with understood country names. */
const languages =
  "ar bg bs ca cs da de el en es et eu fa fi fr gl he hr hu id is it ja ko lt lv mk ms nb nl nn pl pt ro ru sk sl sq sr sv th tr uk vi zh".split(
    " ",
  );

/** Languages whose country names Node knows, in their scripts. */
const intlLanguages =
  "af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko ky lo lt lv mk ml mn mr ms my ne nl no pa pl ps pt ro ru si sk sl sq sr sr-Latn sv sw ta te th tr uk ur uz vi zh-Hans zh-Hant zh-Hant-HK zu".split(
    " ",
  );

/** Further names: aliases, parts of countries, vehicle codes and EU codes. */
const others: Readonly<Record<string, readonly string[]>> = {
  AE: ["UAE", "U.A.E.", "Emirates", "VAE", "EAU"],
  AT: ["Oesterreich", "A", "AUT", "Republic of Austria", "Republik Österreich"],
  BA: ["Bosnia", "Bosnien", "BIH"],
  BE: ["B", "Belgique/België"],
  CD: [
    "DR Congo",
    "DRC",
    "D.R. Congo",
    "RD Congo",
    "RDC",
    "Congo DR",
    "Congo DRC",
    "Congo Kinshasa",
    "DR Kongo",
    "Zaire",
  ],
  CG: ["Congo Brazzaville", "Republic of the Congo", "Republik Kongo"],
  CH: ["Swiss", "Helvetia", "Swiss Confederation"],
  CI: ["Ivory Coast", "Elfenbeinküste", "Cote d'Ivoire"],
  CN: [
    "PRC",
    "PR China",
    "P.R. China",
    "Mainland China",
    "Volksrepublik China",
    "China Mainland",
    "中华人民共和国",
    "中國大陸",
    "中国大陆",
  ],
  CV: ["Cape Verde"],
  CZ: ["Czech Republic", "Tschechien", "Česko", "Tschechische Republik"],
  DE: ["BRD", "FRG", "D", "GER", "Federal Republic of Germany", "Bundesrepublik Deutschland"],
  DK: ["DEN"],
  ES: ["E", "SPA"],
  FI: ["FIN"],
  FR: ["F", "France métropolitaine", "Metropolitan France"],
  GB: [
    ...[
      "UK",
      "U.K.",
      "G.B.",
      "Great Britain",
      "Britain",
      "England",
      "Scotland",
      "Wales",
      "Northern Ireland",
      "Großbritannien",
    ],
    ...[
      "Schottland",
      "Nordirland",
      "Vereinigtes Königreich",
      "Écosse",
      "Angleterre",
      "Pays de Galles",
      "Irlande du Nord",
    ],
    ...[
      "Grande-Bretagne",
      "Escocia",
      "Inglaterra",
      "Gales",
      "Irlanda del Norte",
      "Gran Bretaña",
      "Scozia",
      "Inghilterra",
    ],
    ...["Galles", "Irlanda del Nord", "Gran Bretagna", "Schotland", "Engeland", "Noord-Ierland", "Groot-Brittannië"],
    ...["Szkocja", "Anglia", "Walia", "Irlandia Północna", "Wielka Brytania", "Skotsko", "Anglie", "Severní Irsko"],
    ...[
      "Velká Británie",
      "Skottland",
      "Storbritannien",
      "Nordirland",
      "Escócia",
      "Grã-Bretanha",
      "Великобритания",
      "Англия",
    ],
    ...["Шотландия", "イギリス", "英国", "英國", "영국"],
  ],
  GR: ["EL", "Hellas", "Hellenic Republic"],
  HK: ["Hong Kong SAR", "Hong Kong China", "Hongkong"],
  HU: ["H"],
  IE: ["Republic of Ireland", "Eire", "IRL"],
  IT: ["I"],
  JP: ["日本国", "Nippon"],
  KP: ["North Korea", "DPRK", "Nordkorea"],
  KR: ["South Korea", "Südkorea", "Corée du Sud", "Corea del Sur", "Republic of Korea", "한국"],
  LU: ["L"],
  MK: ["Macedonia", "Mazedonien"],
  MM: ["Burma"],
  MO: ["Macao SAR", "Macau SAR", "Macau"],
  NL: ["Holland", "The Netherlands", "NED", "Kingdom of the Netherlands"],
  NO: ["N"],
  PT: ["P"],
  RU: ["Russia", "Russland", "Russian Federation", "РФ"],
  SE: ["S"],
  SK: ["Slovak Republic"],
  SZ: ["Swaziland"],
  TH: ["ประเทศไทย", "ราชอาณาจักรไทย"],
  TR: ["Türkiye", "Turkey"],
  TW: ["台灣", "台湾", "臺灣", "Taiwan ROC"],
  US: [
    "U.S.",
    "U.S.A.",
    "America",
    "United States of America",
    "Estados Unidos",
    "Etats Unis",
    "USA",
    "EE.UU.",
    "EEUU",
    "美国",
    "アメリカ",
  ],
  VA: ["Vatican", "Vatikan", "Vatican City", "Vaticano", "Holy See"],
  VN: ["Viet Nam", "Vietnam"],
};

/** Ambiguous names. */
const shared: Readonly<Record<string, readonly string[]>> = {
  Congo: ["CD", "CG"],
  Kongo: ["CD", "CG"],
  Korea: ["KP", "KR"],
  Corée: ["KP", "KR"],
  Corea: ["KP", "KR"],
  Coreia: ["KP", "KR"],
  Корея: ["KP", "KR"],
  Guiana: ["GF", "GY"],
  "Virgin Islands": ["VG", "VI"],
};

/** A normal form: names that differ only in case, accents and punctuation are equal. */
const keyOf = (name: string) =>
  name
    .normalize("NFKD")
    // Accents and points; vowels of Thai or Hindi are letters.
    .replace(/[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]/g, "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replaceAll("ı", "i")
    .replaceAll("ł", "l")
    .replaceAll("ς", "σ")
    .replace(/[^\p{L}\p{N}\p{M}]/gu, "");

/** Variants of a name: without an article, or `Republic of` behind it or in brackets. */
function spellings(name: string): string[] {
  const [start = "", ...inBrackets] = name.split(/[([（]/);
  const bare = [
    start,
    ...inBrackets.map((part) =>
      part
        .split(/[)\]）]/)
        .slice(1)
        .join(" "),
    ),
  ]
    .join(" ")
    .trim();
  const [main = "", behind] = name.split(/[,(]/, 2);
  const turned = behind === undefined ? name : `${behind.replaceAll(")", "").trim()} ${main.trim()}`;
  const all = [name, turned, turned.replace(/^the\s+/i, ""), bare, name.replace(/^the\s+/i, "")];
  return [...new Set(all.map(keyOf))].filter((key) => key !== "");
}

/** The codes of a name: several if languages use it for different countries. */
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
  for (const language of intlLanguages) {
    const inLanguage = new Intl.DisplayNames(language, { type: "region", fallback: "none" });
    for (const code of countryCodes) add(inLanguage.of(code) ?? "", code);
  }
  for (const [alpha3, code] of Object.entries(countries.getAlpha3Codes())) add(alpha3, code);
  for (const [code, all] of Object.entries(others)) for (const name of all) found.set(keyOf(name), new Set([code]));
  for (const [name, codes] of Object.entries(shared)) found.set(keyOf(name), new Set(codes));
  return found;
}

const known = new Set<string>(countryCodes);

/**
 * The country of a text: by a two- or three-letter code, or a name in one of many languages.
 *
 * @returns the possible codes: none if unknown.
 */
export function countriesNamed(text: string): string[] {
  const code = text.normalize("NFKC").trim().toUpperCase();
  if (known.has(code)) return [code];
  codesByName ??= names();
  for (const spelling of spellings(text)) {
    const codes = [...(codesByName.get(spelling) ?? [])].filter((one) => known.has(one));
    if (codes.length > 0) return codes.sort();
  }
  return [];
}
