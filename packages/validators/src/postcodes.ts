import { asciiDigits } from "./digits.ts";
import { postcodePatterns } from "./generated/postcodes.ts";

/** Formats that the library's patterns lack. */
const furtherForms: Readonly<Record<string, RegExp>> = {
  AZ: /^AZ \d{4}$/,
  SA: /^\d{5}-\d{4}$/,
  GB: /^(?:GIR 0AA|BFPO \d{1,4})$/,
};

/** Country prefixes in international mail, beside the ISO code. */
const prefixes: Readonly<Record<string, readonly string[]>> = {
  AT: ["A"],
  BE: ["B"],
  DE: ["D"],
  ES: ["E"],
  FI: ["FIN"],
  FR: ["F"],
  HU: ["H"],
  IT: ["I"],
  LI: ["FL"],
  LU: ["L"],
  NO: ["N"],
  PT: ["P"],
  SE: ["S"],
  SG: ["S"],
  SI: ["SLO"],
};

/** The conversion of plain letters and digits into the country's format. */
const shapes: readonly [countries: string, from: RegExp, to: string][] = [
  ["AD", /^(\d{3})$/, "AD$1"],
  ["AZ", /^(\d{4})$/, "AZ $1"],
  ["BR", /^(\d{5})(\d{3})$/, "$1-$2"],
  ["BM", /^([A-Z]{2})([A-Z\d]{2})$/, "$1 $2"],
  ["CA", /^([A-Z]\d[A-Z])(\d[A-Z]\d)$/, "$1 $2"],
  ["CZ GR SE SK", /^(\d{3})(\d{2})$/, "$1 $2"],
  ["FK GS IO PN SH TC", /^([A-Z]{4})(\d[A-Z]{2})$/, "$1 $2"],
  ["GB GG IM JE", /^([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})$/, "$1 $2"],
  ["GB", /^(GIR)(0AA)$/, "$1 $2"],
  ["GB", /^(BFPO)(\d{1,4})$/, "$1 $2"],
  ["GI", /^(GX11)(1AA)$/, "$1 $2"],
  ["IE", /^([A-Z\d]{3})([A-Z\d]{4})$/, "$1 $2"],
  ["IR", /^(\d{5})(\d{5})$/, "$1-$2"],
  ["JP", /^(\d{3})(\d{4})$/, "$1-$2"],
  ["KY", /^(KY\d)(\d{4})$/, "$1-$2"],
  ["LV", /^(\d{4})$/, "LV-$1"],
  ["MT", /^([A-Z]{3})(\d{2,4})$/, "$1 $2"],
  ["NL", /^(\d{4})([A-Z]{2})$/, "$1 $2"],
  ["SA", /^(\d{5})(\d{4})$/, "$1-$2"],
  ["PL", /^(\d{2})(\d{3})$/, "$1-$2"],
  ["PT", /^(\d{4})(\d{3})$/, "$1-$2"],
  ["FM GU MH MP PR US VI", /^(\d{5})(\d{4})$/, "$1-$2"],
];

/** Countries whose postcodes have a fixed number of digits and possibly leading zeros, which spreadsheets remove. */
const digitsOf: Readonly<Record<string, number>> = {
  ...{
    AS: 5,
    AU: 4,
    BG: 4,
    BR: 8,
    CO: 6,
    CR: 5,
    CZ: 5,
    DE: 5,
    DZ: 5,
    EE: 5,
    ES: 5,
    FI: 5,
    FR: 5,
    GR: 5,
    GU: 5,
    HR: 5,
    ID: 5,
    IL: 7,
  },
  ...{
    IT: 5,
    JP: 7,
    KR: 5,
    KW: 5,
    LT: 5,
    MX: 5,
    MY: 5,
    NO: 4,
    PE: 5,
    PL: 5,
    PR: 5,
    RO: 6,
    RS: 5,
    SA: 5,
    SG: 6,
    SK: 5,
    TR: 5,
    UA: 5,
    US: 5,
    VA: 5,
    VI: 5,
    ZA: 4,
    KZ: 6,
  },
};

/**
 * The number of missing digits of a numeric postcode: spreadsheets remove leading zeros (`1067` for 01067).
 *
 * @returns 0 if none is missing, or for other problems.
 */
export function lostZeros(postcode: string, country: string): number {
  const plain = asciiDigits(postcode).trim();
  const lacks = (digitsOf[country] ?? 0) - plain.length;
  const filled = plain.padStart(digitsOf[country] ?? 0, "0");
  return /^\d{2,}$/.test(plain) && lacks > 0 && lacks < 3 && isPostcode(shapedFor(filled, country), country)
    ? lacks
    : 0;
}

/** Whether a postcode has its country's format; true for countries without postcodes. */
export function isPostcode(postcode: string, country: string): boolean {
  const pattern = postcodePatterns[country];
  return !pattern || pattern.test(postcode) || (furtherForms[country]?.test(postcode) ?? false);
}

/**
 * Formats a postcode for its country, whatever punctuation, case and country prefix was typed: `１００−０００１` and
 * `〒1000001` become `100-0001`, `D-10117` becomes `10117`. An unknown format is only trimmed.
 *
 * @param country ISO 3166-1 alpha-2.
 */
export function toPostcode(given: string, country: string): string {
  const plain = asciiDigits(given.normalize("NFKC"))
    .replace(/^['’\s〒]+/, "")
    .replace(/[\u2010-\u2015\u2212\u30fc\ufe63]/g, "-")
    .replace(/\s+/g, " ")
    .trim()
    .toUpperCase();
  const compact = plain.replace(/[^\p{L}\p{N}]/gu, "");
  const own = [country, ...(prefixes[country] ?? [])].filter((prefix) => compact.startsWith(prefix));
  for (const candidate of [compact, ...own.map((prefix) => compact.slice(prefix.length))]) {
    const shaped = shapedFor(candidate, country);
    if (shaped !== candidate && isPostcode(shaped, country)) return shaped;
    if (postcodePatterns[country] && isPostcode(candidate, country)) return candidate;
  }
  return postcodePatterns[country] ? plain : given.trim();
}

function shapedFor(compact: string, country: string): string {
  const shape = shapes.find(([countries, from]) => countries.split(" ").includes(country) && from.test(compact));
  return shape ? compact.replace(shape[1], shape[2]) : compact;
}
