import { letters } from "./generated/letters.ts";
import { type Script, scriptOf, scripts } from "./scripts.ts";

/** A language: the cost of each letter after another, in nats. */
interface Language {
  script: Script;
  costs: ReadonlyMap<string, number>;
}

/** The most frequent script beyond ASCII. */
function scriptOfMost(costs: Language["costs"]): Script {
  const own = [...costs.keys()].filter((key) => /^\*[^\0-\x7f]/u.test(key)).map((key) => scriptOf(key.slice(1)));
  const count = (script: Script) => own.filter((one) => one === script).length;
  return scripts.map(([script]) => script).reduce((most, script) => (count(script) > count(most) ? script : most));
}

let known: Language[] | undefined;

/** The languages, loaded with the first file. */
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

/** The penalty of a word in another language than most of the file, in nats. */
const foreign = 4;

/**
 * The cost of words: in the language that fits most of them, or each in another.
 *
 * @param signs their cost in any language.
 * @param limit the cost from which the exact value does not matter, in nats.
 */
export function costOf(words: readonly string[], signs: readonly number[], limit: number): number {
  const all = languages();
  const totals = all.map(() => 0);
  let floor = signs.reduce((sum, one) => sum + one, 0);
  for (const [at, word] of words.entries()) {
    if (floor >= limit) return floor;
    const steps = stepsOf(word);
    const own = new Set([...word].map(scriptOf));
    const none = unknownLetter * [...word].filter((sign) => sign > "\x7f" && scriptOf(sign) !== null).length;
    const costs = all.map((language) => (own.has(language.script) ? costOfLetters(steps, language) : none));
    const best = Math.min(...costs);
    floor += best;
    for (const [index, cost] of costs.entries())
      totals[index] = (totals[index] ?? 0) + Math.min(cost, best + foreign) + (signs[at] ?? 0);
  }
  return Math.min(...totals);
}

/** The cost of a letter outside a language, in nats; in languages with thousands of characters many are rare. */
const unknownLetter = 11;
const unknownWide = 13.5;

/** A letter, or the end of a word, after the previous letter; the keys of a language's costs. */
interface Step {
  pair: string;
  letter: string;
  isEnd: boolean;
}

/** The transitions of a word that identify its language: from and to letters beyond ASCII. */
function stepsOf(word: string): Step[] {
  const steps: Step[] = [];
  let before = " ";
  // The lower case of İ is two characters, neither of which is significant.
  for (const sign of [...word.replaceAll("İ", "ı").toLowerCase(), " "]) {
    const isLetter = scriptOf(sign) !== null;
    const letter = isLetter ? sign : " ";
    if ((sign > "\x7f" || before > "\x7f") && (isLetter || sign === " ")) {
      steps.push({ pair: before + letter, letter: `*${letter}`, isEnd: !isLetter });
    }
    before = letter;
  }
  return steps;
}

function costOfLetters(steps: readonly Step[], { script, costs }: Language): number {
  const isWide = script === "wide";
  const floor = isWide ? unknownWide : unknownLetter;
  let total = 0;
  for (const { pair, letter, isEnd } of steps) {
    if (isEnd && isWide) continue;
    const known = costs.get(pair);
    if (known !== undefined) {
      total += known;
      continue;
    }
    const alone = costs.get(letter) ?? (isEnd ? 2 : floor);
    total += isWide ? alone : Math.min(floor, alone + 1.6);
  }
  return total;
}
