import type { Language } from "@waybill/validators";

/**
 * English texts of the API, each with its translation. `{0}`, `{1}` stand for values, in both. In a translation, a value
 * can be `{0, text}`, which is itself a text of the API, or several of them with commas; or `{0, number}`.
 */
export type Phrases = Readonly<Record<string, string>>;

/** Translations of English texts of the API. */
export type PhrasesByLanguage = Readonly<Record<Exclude<Language, "en">, Phrases>>;

const value = /\{(\d+)\}/g;
const translated = /\{(\d+)(?:, (text|number))?\}/g;

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** The sentences of a text. */
const sentencesOf = (text: string): string[] => text.split(/(?<=[.?!…]) (?=\S)/);

/** A pattern for every text that a phrase makes, and the numbers of its values in their order. */
function patternOf(phrase: string): { pattern: RegExp; numbers: string[]; sentences: number } {
  const parts = phrase.split(value);
  const source = parts.map((part, n) => (n % 2 === 0 ? escaped(part) : "(.+?)")).join("");
  const pattern = new RegExp(`^${source}$`, "s");
  return { pattern, numbers: parts.filter((_part, n) => n % 2 === 1), sentences: sentencesOf(phrase).length };
}

/** A number that the API wrote in English, for another language. */
function numberIn(language: string, written: string): string {
  const number = Number(written.replaceAll(",", ""));
  return Number.isNaN(number) ? written : number.toLocaleString(language);
}

/**
 * A function that translates texts of the API. An unknown text stays as it is.
 *
 * @param phrases the translations; of several matches, the one with the longest fixed text counts.
 * @param language the language of the translations.
 */
export function translator(phrases: Phrases, language: string): (text: string) => string {
  const fixedLength = (phrase: string) => phrase.replace(value, "").length;
  const patterns = Object.keys(phrases)
    .filter((phrase) => phrase.search(value) >= 0)
    .sort((one, other) => fixedLength(other) - fixedLength(one))
    .map((phrase) => ({ ...patternOf(phrase), translation: phrases[phrase] ?? phrase }));

  /** The translation of a text by one phrase. @param count how many sentences the phrase has; any number by default */
  const byPhrase = (text: string, count?: number): string | undefined => {
    if (Object.hasOwn(phrases, text)) return phrases[text];
    for (const { pattern, numbers, sentences, translation } of patterns) {
      if (count !== undefined && sentences !== count) continue;
      const [, ...values] = pattern.exec(text) ?? [];
      if (values.length > 0)
        return translation.replace(translated, (_whole, number: string, kind?: "text" | "number") => {
          const given = values[numbers.indexOf(number)] ?? "";
          if (kind === "number") return numberIn(language, given);
          return kind === "text" ? (known(given) ?? each(given)) : given;
        });
    }
    return undefined;
  };

  /** The messages that sentences consist of, and their translations: each has as many sentences as one phrase. */
  const messagesIn = (sentences: readonly string[]): { text: string; translation: string | undefined }[] => {
    if (sentences.length === 0) return [];
    for (let count = sentences.length; count > 0; count -= 1) {
      const text = sentences.slice(0, count).join(" ");
      const translation = byPhrase(text, count);
      if (translation !== undefined || count === 1) {
        return [{ text, translation }, ...messagesIn(sentences.slice(count))];
      }
    }
    return [];
  };

  // A text can be several messages. A phrase with a value would take the others for its value, so the sentences count
  // first. Where one of them is unknown, as in a name with a full stop, the text counts as a whole.
  const known = (text: string): string | undefined => {
    const sentences = sentencesOf(text);
    const messages = sentences.length > 1 ? messagesIn(sentences) : [];
    const isWhole = messages.every(({ translation }) => translation !== undefined);
    const whole = messages.length > 0 && isWhole ? undefined : byPhrase(text);
    if (whole !== undefined || messages.every(({ translation }) => translation === undefined)) return whole;
    return messages.map(({ text: original, translation }) => translation ?? original).join(" ");
  };

  // "item LAMP-1, shelf 3": the kind is a word of the API, the name is not.
  const each = (list: string) =>
    list
      .split(", ")
      .map((one) => known(one) ?? one.replace(/^[a-z]+(?= )/, (kind) => known(kind) ?? kind))
      .join(", ");
  return (text) => known(text) ?? text;
}
