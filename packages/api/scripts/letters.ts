/**
 * Writes `src/platform/imports/generated/letters.ts`: the frequencies of letter pairs in names of people, places and goods,
 * by language, for {@link import("../src/platform/imports/encoding.ts")}. The texts are from `@faker-js/faker`
 * (MIT) and the Unicode CLDR (Unicode License) in Node's `Intl`. For languages with thousands of characters, the subsets of
 * the Noto fonts (OFL) give the common ones: they are ordered by frequency on web pages.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { allLocales } from "@faker-js/faker";
import { currencyCodes } from "@waybill/validators";

/** The languages of the detectable encodings, with their locales in faker. */
const languages: Record<string, string> = {
  ...{
    ar: "ar",
    be: "",
    bg: "",
    bs: "",
    ca: "",
    cs: "cs_CZ",
    da: "da",
    de: "de de_AT de_CH",
    el: "el",
    es: "es es_MX",
  },
  ...{ et: "", fa: "fa", fi: "fi", fr: "fr fr_BE fr_CA fr_CH", ga: "", he: "he", hr: "hr", hu: "hu", is: "", it: "it" },
  ...{ ja: "ja", ko: "ko", lt: "", lv: "lv", mk: "mk", nb: "nb_NO", nl: "nl nl_BE", pl: "pl", pt: "pt_BR pt_PT" },
  ...{
    ro: "ro ro_MD",
    ru: "ru",
    sk: "sk",
    sl: "sl_SI",
    sq: "",
    sr: "",
    "sr-Latn": "sr_RS_latin",
    sv: "sv",
    th: "th",
    tr: "tr",
  },
  ...{ uk: "uk", ur: "ur", "zh-Hans": "zh_CN", "zh-Hant": "zh_TW" },
};

/** Languages with thousands of characters, in which single characters are more significant than pairs. */
const wide: Record<string, string> = { ja: "jp", ko: "kr", "zh-Hans": "sc", "zh-Hant": "tc" };

/** The number of font subsets with common characters, and the costs of a character in the first and the last one, in nats. */
const commonSubsets = 45;
const costOfCommon = [7, 12] as const;

const require = createRequire(import.meta.url);

/** The common characters of a language with their maximum costs, in nats. */
function commonSigns(language: string): Map<string, number> {
  const path = require.resolve(`@fontsource-variable/noto-sans-${wide[language]}/unicode.json`);
  const subsets: Record<string, string> = JSON.parse(readFileSync(path, "utf8"));
  const numbered = Object.entries(subsets).filter(([name]) => /^\[\d+\]$/.test(name));
  const ranked = numbered.sort(([a], [b]) => Number(b.slice(1, -1)) - Number(a.slice(1, -1))).slice(0, commonSubsets);
  const [first, last] = costOfCommon;
  return new Map(
    ranked.flatMap(([, ranges], rank) =>
      [...signsOf(ranges)].map((sign) => [sign, first + ((last - first) * rank) / commonSubsets] as const),
    ),
  );
}

/** The letters of ranges such as `U+4E00-4E05,U+4E07`. */
function* signsOf(ranges: string): Generator<string> {
  for (const range of ranges.split(",")) {
    const [from = 0, to = from] = range
      .replace("U+", "")
      .split("-")
      .map((code) => Number.parseInt(code, 16));
    for (let code = from; code <= to; code += 1) {
      const sign = String.fromCodePoint(code);
      if (/[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(sign)) yield sign;
    }
  }
}

/** Every text inside of a value. */
function* textsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value) for (const inner of Object.values(value)) yield* textsIn(inner);
}

/** Units that people write about goods. */
const units =
  "kilogram gram ounce pound liter milliliter gallon meter centimeter millimeter kilometer inch foot mile second minute hour day week month year percent degree celsius acre hectare".split(
    " ",
  );

/** The names that Intl has in a language. */
function* namesIn(language: string): Generator<string> {
  const letters = [..."abcdefghijklmnopqrstuvwxyz"];
  const pairs = letters.flatMap((first) => letters.map((second) => first + second));
  const kinds = { region: pairs.map((pair) => pair.toUpperCase()), language: pairs };
  for (const [type, codes] of Object.entries({ ...kinds, currency: currencyCodes })) {
    const names = new Intl.DisplayNames(language, { type: type as "region", fallback: "none" }); // entries forgets the names
    for (const code of codes) yield names.of(code) ?? "";
  }
  for (const unit of units) {
    for (const number of [1, 3, 5]) {
      yield new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(number);
    }
  }
  for (let month = 0; month < 12; month += 1) {
    yield new Intl.DateTimeFormat(language, { dateStyle: "full" }).format(new Date(2026, month, 3 + month));
  }
}

/** The words of a language, each once. */
function wordsOf(language: string): Set<string> {
  const words = new Set<string>();
  const locales = allLocales as Record<string, { location?: object; person?: object; company?: object }>; // by any name
  const fakes = (languages[language] ?? "").split(" ").flatMap((name) => {
    const { location, person, company, commerce, color } = (locales[name] ?? {}) as Record<string, unknown>;
    return [...textsIn({ location, person, company, commerce, color })];
  });
  for (const text of [...fakes, ...namesIn(language)]) {
    // The encodings have the Romanian letters with a cedilla.
    const plain = text.normalize("NFC").toLowerCase().replaceAll("ș", "ş").replaceAll("ț", "ţ");
    for (const [word] of plain.matchAll(/[\p{L}\p{M}]+/gu)) words.add(word);
  }
  return words;
}

/** How unlikely something is, in halves of a nat, as one sign. */
const signOfCost = (nats: number) => Math.min(35, Math.round(2 * nats)).toString(36);
const cost = (share: number) => signOfCost(-Math.log(share));

const tally = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);

function costsOf(language: string): string {
  const singles = new Map<string, number>();
  const pairs = new Map<string, number>();
  const predecessors = new Map<string, number>();
  for (const word of wordsOf(language)) {
    let before = " ";
    for (const letter of [...word, " "]) {
      tally(singles, letter);
      tally(pairs, before + letter);
      tally(predecessors, before);
      before = letter;
    }
  }
  const total = [...singles.values()].reduce((sum, count) => sum + count, 0);
  const shareOf = (letter: string) => (singles.get(letter) ?? 0) / total;
  const alone = [...singles.keys()].filter((letter) => !/[\u0300-\u036f]/.test(letter));
  if (wide[language]) {
    const common = commonSigns(language);
    const nats = (letter: string) =>
      Math.min(common.get(letter) ?? Number.POSITIVE_INFINITY, singles.has(letter) ? -Math.log(shareOf(letter)) : 35);
    return [...new Set([...alone, ...common.keys()])]
      .sort()
      .map((letter) => letter + signOfCost(nats(letter)))
      .join("");
  }
  const together = [...pairs].flatMap(([pair, count]) => {
    const [before = "", letter = ""] = [...pair];
    if (/^[ -~]{2}$/.test(pair) || /[\u0300-\u036f]/.test(pair)) return [];
    const share = (0.8 * count) / (predecessors.get(before) ?? 1) + 0.2 * shareOf(letter);
    return [before + letter + cost(share)];
  });
  return [...alone.map((letter) => `*${letter}${cost(shareOf(letter))}`), ...together].sort().join("");
}

/** The generated source. It depends on the Unicode CLDR of the Node that runs this, and names it. */
export function generate(): string {
  const lines = Object.keys(languages).map(
    (language) => `  ${JSON.stringify(language)}: ${JSON.stringify(costsOf(language))},`,
  );
  return `// Generated by scripts/letters.ts; do not edit.
/** The version of the Unicode CLDR that the names are from. */
export const cldr = ${JSON.stringify(process.versions.cldr)};

/**
 * The improbability of letter pairs by language, in half nats, in base 36: of a letter after another one ("*" for any, " "
 * for none). In languages with thousands of characters, that of single characters.
 */
export const letters: Readonly<Record<string, string>> = {
${lines.join("\n")}
};
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(fileURLToPath(new URL("../src/platform/imports/generated/letters.ts", import.meta.url)), generate());
}
