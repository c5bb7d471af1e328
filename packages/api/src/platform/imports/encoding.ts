import { type Encoding, encodings } from "@waybill/validators";
import { decoderOf } from "./decoder.ts";
import { costOf } from "./language-costs.ts";
import { scriptOf, scriptOfEncoding } from "./scripts.ts";
import { controlCost, costOfSigns } from "./sign-costs.ts";

/** The sample size in bytes. */
export const sampleBytes = 256 * 1024;

/** The maximum number of distinct words examined. */
const maxWords = 400;

/** The advantage over the second-best encoding that makes a result certain, in nats. */
const certainMargin = 5;

/** The maximum distance from the best encoding for an alternative, in nats, and the maximum number of alternatives. */
const alternativeMargin = 25;
const maxAlternatives = 8;

/** The average cost of a letter from which a word belongs to no known language, in nats. */
const unknownLanguageCost = 9;

/** The penalty for rare encodings, in nats. */
const rarityPenalties: Partial<Record<Encoding, number>> = {
  "iso-8859-2": 2,
  "iso-8859-5": 3,
  "iso-8859-7": 1,
  "iso-8859-15": 1,
  macintosh: 3,
  "x-mac-ce": 3,
  "x-mac-cyrillic": 3,
  ibm437: 3,
  ibm737: 3,
  ibm775: 2,
  ibm850: 2,
  ibm852: 2,
  ibm857: 3,
  ibm862: 3,
  ibm866: 2,
  "koi8-r": 2,
  "koi8-u": 3,
};

const rarity = (encoding: Encoding) => rarityPenalties[encoding] ?? 0;

/** Candidate encodings with single bytes, pairs, or UTF-8; UTF-16 is recognised separately. The order decides ties. */
const candidates = encodings
  .filter((one) => !one.startsWith("utf-16"))
  .toSorted((one, other) => rarity(one) - rarity(other));

/** Candidates with multi-byte characters. */
const severalBytes: ReadonlySet<Encoding> = new Set(["utf-8", "shift_jis", "euc-jp", "euc-kr", "gb18030", "big5"]);

/** The detected encoding of a file. */
interface FoundEncoding {
  /** The most likely one. */
  encoding: Encoding;
  /** All possible encodings, the most likely first, if the bytes do not decide; each reads the file differently. */
  open: Encoding[];
}

const sure = (encoding: Encoding): FoundEncoding => ({ encoding, open: [] });

/**
 * Detects the encoding of a text file: by its byte order mark, the zeros of UTF-16, valid UTF-8, or the likelihood of
 * its words in any language under each encoding.
 *
 * @param sample its first bytes.
 * @param whole whether the sample is the complete file.
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
  // A single NUL is an error in its row; one in every second byte is UTF-16.
  if (odd > sample.length / 8 && even < odd / 4) return sure("utf-16le");
  if (even > sample.length / 8 && odd < even / 4) return sure("utf-16be");
  return isUtf8(sample, whole) ? sure("utf-8") : mostLikely(sample);
}

/** A two-byte letter that is not Latin, beside Latin ones or alone. */
const mixed =
  /[A-Za-z][\u01dd-\u01ff\u0370-\u07ff]|[\u01dd-\u01ff\u0370-\u07ff][A-Za-z]|^[\u01dd-\u01ff\u0370-\u07ff]$/;

/** Whether a sample is UTF-8 and not so by chance, like a few accents in another encoding. */
function isUtf8(sample: Uint8Array, whole: boolean): boolean {
  try {
    // A sample may end within a character.
    const text = new TextDecoder("utf-8", { fatal: true }).decode(sample, { stream: !whole });
    const words = wordsBeyondAscii(text);
    return words.length === 0 || words.some((word) => !mixed.test(word));
  } catch {
    return false;
  }
}

/** The reading of a sample in an encoding: its words with letters beyond ASCII, and their cost. */
interface Reading {
  encoding: Encoding;
  words: string[];
  /** The cost of each word by language, in nats. */
  signs: number[];
  /** The penalty of the encoding, in nats. */
  own: number;
  /** In nats: exact near the best reading, otherwise a lower bound. */
  cost: number;
}

function mostLikely(sample: Uint8Array): FoundEncoding {
  const readings = costed(readingsOf(sample));
  const [best, next, ...others] = readings;
  if (!best) return sure("windows-1252");
  const average = best.cost / (best.words.join("").match(beyondAscii)?.length ?? 1);
  if (average < unknownLanguageCost && (!next || next.cost - best.cost >= certainMargin)) return sure(best.encoding);
  const near = [next, ...others].filter((one) => one && one.cost - best.cost < alternativeMargin);
  const open = [best, ...near].flatMap((one) => one?.encoding ?? []).slice(0, maxAlternatives);
  return { encoding: best.encoding, open: open.length > 1 ? open : [best, next].flatMap((one) => one?.encoding ?? []) };
}

/** A sample in each encoding, without equal readings. */
function readingsOf(sample: Uint8Array): Reading[] {
  // All single-byte encodings share ASCII, so their words have the same bytes.
  const words = wordsBeyondAscii(Buffer.from(sample).toString("latin1")).join("\n");
  const bytes = Buffer.from(words, "latin1");
  const readings = new Map<string, Reading>();
  for (const encoding of candidates) {
    const several = severalBytes.has(encoding);
    const text = decoderOf(encoding).decode(several ? sample : bytes, { stream: true });
    const broken = encoding === "utf-8" ? brokenIn(text) : 0;
    if (broken === null) continue;
    const words = several ? wordsBeyondAscii(text) : text.split("\n");
    const key = words.join("\n");
    // Of two equal readings, either is right.
    if (readings.has(key)) continue;
    const signs = words.map(costOfSigns);
    const script = scriptOfEncoding[encoding];
    const isMissing =
      script !== undefined && !words.some((word) => [...word].some((sign) => scriptOf(sign) === script));
    const own = rarity(encoding) - broken * controlCost + (isMissing ? withoutScript : 0);
    readings.set(key, { encoding, words, signs, own, cost: own + signs.reduce((sum, one) => sum + one, 0) });
  }
  return [...readings.values()];
}

/** Readings with their costs, the most likely first. */
function costed(readings: readonly Reading[]): Reading[] {
  let best = Number.POSITIVE_INFINITY;
  const byFloor = readings.toSorted((a, b) => a.cost - b.cost);
  const all = byFloor.map((reading) => {
    const { words, signs, own } = reading;
    const cost = own + costOf(words, signs, best + alternativeMargin - own);
    best = Math.min(best, cost);
    return { ...reading, cost };
  });
  // The first candidate wins a tie.
  return all.sort((a, b) => a.cost - b.cost || candidates.indexOf(a.encoding) - candidates.indexOf(b.encoding));
}

/**
 * The number of invalid characters of a text in UTF-8 if most of its letters beyond ASCII are valid; hardly any other
 * text is. Null for other encodings.
 */
function brokenIn(text: string): number | null {
  const beyond = text.match(beyondAscii)?.length ?? 0;
  const broken = text.match(/\ufffd/g)?.length ?? 0;
  return beyond - broken >= 2 * broken ? broken : null;
}

const beyondAscii = /[^\0-\x7f]/gu;

/** The distinct words beyond ASCII, with the adjacent characters. */
function wordsBeyondAscii(text: string): string[] {
  const words = new Set<string>();
  for (const word of text.split(/[^A-Za-z\u0080-\u{10ffff}'&]+/u)) {
    if (word.search(beyondAscii) === -1) continue;
    words.add(word.slice(0, 60));
    if (words.size === maxWords) break;
  }
  return [...words];
}

/** The cost of a text without a letter of its encoding's script, in nats. */
const withoutScript = 8;

/** Decodes a stream of bytes. Invalid bytes become U+FFFD, and such rows are refused. */
export async function* decoded(bytes: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = decoderOf(encoding);
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
