import { type Encoding, encodings } from "@waybill/validators";
import { letters } from "./generated/letters.ts";

/** How many bytes of a file decide about its encoding. */
export const sampleBytes = 256 * 1024;

/** How many different words of a sample are looked at. */
const mostWords = 400;

/** From which advance over the next one on, in nats, an encoding is sure. */
const sureBy = 5;

/** Up to which distance from the best one an encoding is worth showing, in nats, and how many are shown at the most. */
const nearBy = 25;
const mostShown = 8;

/** How unlikely a word's letter may be on average, in nats, until it is of no known language. */
const strange = 9;

/** Encodings that single bytes, pairs or UTF-8 may be in; UTF-16 shows itself. The order decides between equal readings. */
const candidates = [
  "windows-1252",
  ...encodings.filter((one) => one !== "windows-1252" && !one.startsWith("utf-16")),
] as const;

/** What seldom is the encoding of a file is to be more likely by this much, in nats. */
const rarely: Partial<Record<Encoding, number>> = {
  ...{
    "iso-8859-2": 2,
    "iso-8859-15": 1,
    macintosh: 3,
    ibm866: 2,
    "koi8-r": 2,
    "koi8-u": 3,
    "iso-8859-5": 3,
    "iso-8859-7": 1,
    "utf-8": 0,
  },
};

/** How a file is encoded, as far as its bytes tell. */
interface FoundEncoding {
  /** The most likely one. */
  encoding: Encoding;
  /** All that the file may be in, the most likely first, where it does not tell which; each reads it differently. */
  open: Encoding[];
}

const sure = (encoding: Encoding): FoundEncoding => ({ encoding, open: [] });

/**
 * Finds the encoding of a text file: by its byte order mark, by the zeros of UTF-16, because it is UTF-8, or by how likely
 * its words are in any language as each encoding reads them.
 *
 * @param sample its first bytes.
 * @param whole whether these are all of them.
 */
export function encodingOf(sample: Uint8Array, whole: boolean): FoundEncoding {
  const [first, second, third] = sample;
  if (first === 0xff && second === 0xfe) return sure("utf-16le");
  if (first === 0xfe && second === 0xff) return sure("utf-16be");
  if (first === 0xef && second === 0xbb && third === 0xbf) return sure("utf-8");
  const zeros = [0, 0];
  for (const [index, byte] of sample.entries()) {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = zeros;
  // One NUL is a fault of its row; one in every second byte is UTF-16.
  if (odd > sample.length / 8 && even < odd / 4) return sure("utf-16le");
  if (even > sample.length / 8 && odd < even / 4) return sure("utf-16be");
  return isUtf8(sample, whole) ? sure("utf-8") : mostLikely(sample);
}

function isUtf8(sample: Uint8Array, whole: boolean): boolean {
  try {
    // A sample may end inside of a letter.
    new TextDecoder("utf-8", { fatal: true }).decode(sample, { stream: !whole });
    return true;
  } catch {
    return false;
  }
}

/** An encoding's reading of a sample: its words with letters beyond ASCII, and how unlikely they are. */
interface Reading {
  encoding: Encoding;
  words: string;
  cost: number;
  average: number;
}

function mostLikely(sample: Uint8Array): FoundEncoding {
  const readings = new Map<string, Reading>();
  for (const encoding of candidates) {
    const text = new TextDecoder(encoding).decode(sample, { stream: true });
    const broken = encoding === "utf-8" ? brokenIn(text) : 0;
    if (broken === null) continue;
    const words = wordsBeyondAscii(text);
    const key = words.join("\n");
    // Where two read the same, either is right.
    if (readings.has(key)) continue;
    const cost = costOf(words) + (rarely[encoding] ?? 0) - broken * controlCost;
    const signs = words.join("").match(beyondAscii)?.length ?? 1;
    readings.set(key, { encoding, words: key, cost, average: cost / signs });
  }
  const [best, next, ...others] = [...readings.values()].sort((a, b) => a.cost - b.cost);
  if (!best) return sure("windows-1252");
  if (best.average < strange && (!next || next.cost - best.cost >= sureBy)) return sure(best.encoding);
  const near = [next, ...others].filter((one) => one && one.cost - best.cost < nearBy);
  const open = [best, ...near].flatMap((one) => one?.encoding ?? []).slice(0, mostShown);
  return { encoding: best.encoding, open: open.length > 1 ? open : [best, next].flatMap((one) => one?.encoding ?? []) };
}

/**
 * How many signs of a text in UTF-8 are broken, where most of its letters beyond ASCII are not: hardly any other text reads
 * as UTF-8 by chance. Null where it is something else.
 */
function brokenIn(text: string): number | null {
  const beyond = text.match(beyondAscii)?.length ?? 0;
  const broken = text.match(/\ufffd/g)?.length ?? 0;
  return beyond - broken >= 2 * broken ? broken : null;
}

const beyondAscii = /[^\0-\x7f]/gu;

/** The different words of a text that ASCII does not have, with the signs that they touch. */
function wordsBeyondAscii(text: string): string[] {
  const words = new Set<string>();
  for (const word of text.split(/[^A-Za-z\u0080-\u{10ffff}'&]+/u)) {
    if (word.search(beyondAscii) === -1) continue;
    words.add(word.slice(0, 60));
    if (words.size === mostWords) break;
  }
  return [...words];
}

type Script = "latin" | "cyrillic" | "greek" | "hebrew" | "arabic" | "thai" | "wide";

const scripts: readonly [Script, RegExp][] = [
  ["latin", /\p{Script=Latin}/u],
  ["cyrillic", /\p{Script=Cyrillic}/u],
  ["greek", /\p{Script=Greek}/u],
  ["hebrew", /\p{Script=Hebrew}/u],
  ["arabic", /\p{Script=Arabic}/u],
  ["thai", /\p{Script=Thai}/u],
  ["wide", /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー々]/u],
];

const scriptOfSign = new Map<string, Script | null>();

function scriptOf(sign: string): Script | null {
  let script = scriptOfSign.get(sign);
  if (script === undefined) {
    script = scripts.find(([, pattern]) => pattern.test(sign))?.[0] ?? null;
    scriptOfSign.set(sign, script);
  }
  return script;
}

/** A language: what each letter costs after another one, in nats. */
interface Language {
  script: Script;
  costs: ReadonlyMap<string, number>;
}

/** The script of the most letters that are not of ASCII. */
function scriptOfMost(costs: Language["costs"]): Script {
  const own = [...costs.keys()].filter((key) => /^\*[^\0-\x7f]/u.test(key)).map((key) => scriptOf(key.slice(1)));
  const count = (script: Script) => own.filter((one) => one === script).length;
  return scripts.map(([script]) => script).reduce((most, script) => (count(script) > count(most) ? script : most));
}

let known: Language[] | undefined;

/** The languages, read when the first file needs them. */
function languages(): Language[] {
  known ??= Object.entries(letters).map(([name, text]) => {
    const signs = [...text];
    const wide = /^(?:ja|ko|zh)/.test(name);
    const size = wide ? 2 : 3;
    const costs = new Map<string, number>();
    for (let at = 0; at + size <= signs.length; at += size) {
      const key = signs.slice(at, at + size - 1).join("");
      costs.set(wide ? `*${key}` : key, Number.parseInt(signs[at + size - 1] ?? "", 36) / 2);
    }
    return { script: wide ? "wide" : scriptOfMost(costs), costs };
  });
  return known;
}

/** What a word of another language than most of the file costs more, in nats. */
const foreign = 4;

/** How unlikely words are: in the language that fits most of them, or each in another one. */
function costOf(words: readonly string[]): number {
  const all = languages();
  const totals = all.map(() => 0);
  const best = words.map(() => Number.POSITIVE_INFINITY);
  const each = words.map((word) => {
    const signs = costOfSigns(word);
    const own = new Set([...word].map(scriptOf));
    const none = signs + unknownLetter * [...word].filter((sign) => sign > "\x7f" && scriptOf(sign) !== null).length;
    return all.map(({ script, costs }) => (own.has(script) ? signs + costOfLetters(word, script, costs) : none));
  });
  for (const [at, costs] of each.entries()) {
    best[at] = Math.min(...costs);
    for (const [index, cost] of costs.entries())
      totals[index] = (totals[index] ?? 0) + Math.min(cost, best[at] + foreign);
  }
  return Math.min(...totals);
}

/** A letter that a language does not have, in nats; in a language of thousands of signs many are rare. */
const unknownLetter = 11;
const unknownWide = 13.5;

function costOfLetters(word: string, script: Script, costs: Language["costs"]): number {
  let before = " ";
  let total = 0;
  for (const sign of [...word.toLowerCase(), " "]) {
    const own = scriptOf(sign);
    const isSign = own === null && sign !== " ";
    const letter = own === null ? " " : sign;
    const told = sign > "\x7f" || before > "\x7f";
    if (told && !isSign && !(letter === " " && script === "wide")) {
      const floor = script === "wide" ? unknownWide : unknownLetter;
      const alone = costs.get(`*${letter}`) ?? (letter === " " ? 2 : floor);
      const unseen = script === "wide" ? alone : Math.min(floor, alone + 1.6);
      total += costs.get(before + letter) ?? unseen;
    }
    before = letter;
  }
  return total;
}

/** Signs that texts have beside letters: quotation marks, dashes, currencies, ordinals. */
const usual = /[\u00a0«»‘’‚“”„–—…€£¥°ªº§®™№·×½、。・「」（）【】：，／－＆～〒　！０-９Ａ-Ｚａ-ｚ]/u;
/** What a control sign, or one that cannot be decoded, costs, in nats. */
const controlCost = 20;
const control = /[\u0080-\u009f\ufffd]/;

/** What a usual sign costs: one inside of a word is unusual, but for an apostrophe. */
const costOfUsual = (sign: string, inside: boolean) => (inside && sign !== "’" ? 10 : /[€£\u00a0]/.test(sign) ? 3 : 5);

/** What a word of one letter costs more, in nats: they are rare. */
const alone = 5;

/** What speaks against a word whatever its language: signs inside of it, capitals after small letters, mixed scripts. */
function costOfSigns(word: string): number {
  const signs = [...word];
  const [only = ""] = signs;
  let total = signs.length === 1 && scriptOf(only) !== null && scriptOf(only) !== "wide" ? alone : 0;
  for (const [at, sign] of signs.entries()) {
    const before = signs[at - 1] ?? "";
    const script = scriptOf(sign);
    const beforeScript = scriptOf(before);
    if (script === null && sign > "\x7f") {
      const inside = beforeScript !== null && scriptOf(signs[at + 1] ?? "") !== null;
      total += control.test(sign) ? controlCost : usual.test(sign) ? costOfUsual(sign, inside) : inside ? 14 : 11;
    } else if (script !== null && beforeScript !== null && (sign > "\x7f" || before > "\x7f")) {
      if (script !== beforeScript) total += script === "wide" || beforeScript === "wide" ? 4 : 9;
      else if (isUpper(sign) && !isUpper(before)) total += 5;
      else if (!isUpper(sign) && isUpper(before) && at > 1 && isUpper(signs[at - 2] ?? "")) total += 3;
    }
  }
  return total;
}

const isUpper = (sign: string) => sign !== sign.toLowerCase();

/** Decodes a stream of bytes. What its encoding cannot be becomes U+FFFD, by which such rows are refused. */
export async function* decoded(bytes: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
