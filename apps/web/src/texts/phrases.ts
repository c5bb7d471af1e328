import type { Language } from "@waybill/validators";

/** English texts of the API, each with its translation. `{0}`, `{1}` stand for values, in both. */
export type Phrases = Readonly<Record<string, string>>;

/** Translations of what the API says in English. */
export type PhrasesByLanguage = Readonly<Record<Exclude<Language, "en">, Phrases>>;

const value = /\{(\d+)\}/g;

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** A pattern for every text that a phrase makes, and the numbers of its values in their order. */
function patternOf(phrase: string): { pattern: RegExp; numbers: string[] } {
  const parts = phrase.split(value);
  const source = parts.map((part, n) => (n % 2 === 0 ? escaped(part) : "(.+?)")).join("");
  return { pattern: new RegExp(`^${source}$`, "s"), numbers: parts.filter((_part, n) => n % 2 === 1) };
}

/**
 * What translates texts of the API. One that it does not know stays as it is.
 *
 * @param phrases what is known; of several that fit, the one that says most itself counts.
 */
export function translator(phrases: Phrases): (text: string) => string {
  const said = (phrase: string) => phrase.replace(value, "").length;
  const patterns = Object.keys(phrases)
    .filter((phrase) => phrase.search(value) >= 0)
    .sort((one, other) => said(other) - said(one))
    .map((phrase) => ({ ...patternOf(phrase), translation: phrases[phrase] ?? phrase }));
  return (text) => {
    const whole = Object.hasOwn(phrases, text) ? phrases[text] : undefined;
    if (whole !== undefined) return whole;
    for (const { pattern, numbers, translation } of patterns) {
      const [, ...values] = pattern.exec(text) ?? [];
      if (values.length > 0)
        return translation.replace(value, (_whole, number: string) => values[numbers.indexOf(number)] ?? "");
    }
    return text;
  };
}
