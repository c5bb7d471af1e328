import { scriptOf } from "./scripts.ts";

/** Punctuation in texts: quotation marks, dashes, currencies, ordinals. */
const usual = /[\u00a0«»‘’‚“”„–—…€£¥°ªº§©®™№·×±½¼¾、。・「」（）【】：，／－＆～〒　！０-９Ａ-Ｚａ-ｚ]/u;

/** The cost of a control character or an invalid one, in nats. */
export const controlCost = 20;
const control = /[\u0080-\u009f\ufffd]/;

/** Box drawing characters, which DOS encodings have in place of letters. */
const drawing = /[\u2500-\u25a0]/;
const drawingCost = 16;

/** The neighbours of a punctuation character: letters of one word, or its beginning or end. */
interface Place {
  after: boolean;
  before: boolean;
}

/** Punctuation between words or numbers, before a word, after a word, and in pairs. */
const betweenWords = /[€©£¥§·•×±½¼¾]/;
const beforeWords = /[‚„]/;
const afterWords = /[®™]/;
const paired = /[‘’“”‹›«»…\u00a0]/;

/** The cost of usual punctuation in an unusual place. */
function costOfUsual(sign: string, { after, before }: Place): number {
  const touches = after || before;
  const isOdd =
    (after && before) ||
    (touches && betweenWords.test(sign)) ||
    (after && beforeWords.test(sign)) ||
    (before && afterWords.test(sign));
  if (isOdd) return 11;
  if (touches && paired.test(sign)) return 8;
  return /[€£©®™\u00a0]/.test(sign) ? 3 : 5;
}

/** An apostrophe as in languages: after an article, or before an ending. */
const elision = /(?:^|[^\p{L}])\p{L}{1,2}’|(?:ll|qu|rd)’|’s$/iu;
const costOfElision = 5;

/** The extra cost of a one-letter word, in nats: rare, except some that most texts have. */
const alone = 5;
const wordsOfOne = /[àáåèéíóø]/;

/** The cost of a word in any language: punctuation inside it, capitals after lower case, mixed scripts. */
export function costOfSigns(word: string): number {
  const signs = [...word];
  const [only = ""] = signs;
  const isElision = elision.test(word);
  const isAlone = signs.length === 1 && scriptOf(only) !== null && scriptOf(only) !== "wide" && !wordsOfOne.test(only);
  let total = isAlone ? alone : 0;
  for (const [at, sign] of signs.entries()) {
    const before = signs[at - 1] ?? "";
    const script = scriptOf(sign);
    const beforeScript = scriptOf(before);
    if (script === null && sign > "\x7f") {
      total +=
        sign === "’" && isElision
          ? costOfElision
          : costOfSign(sign, { after: beforeScript !== null, before: scriptOf(signs[at + 1] ?? "") !== null });
    } else if (script !== null && beforeScript !== null && (sign > "\x7f" || before > "\x7f")) {
      if (script !== beforeScript) total += script === "wide" || beforeScript === "wide" ? 4 : 9;
      else if (isUpper(sign) && !isUpper(before)) total += 5;
      else if (!isUpper(sign) && isUpper(before) && at > 1 && isUpper(signs[at - 2] ?? "")) total += 3;
    }
  }
  return total;
}

function costOfSign(sign: string, place: Place): number {
  if (control.test(sign)) return controlCost;
  if (drawing.test(sign)) return drawingCost;
  if (usual.test(sign)) return costOfUsual(sign, place);
  return place.after && place.before ? 14 : 11;
}

const isUpper = (sign: string) => sign !== sign.toLowerCase();
