import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";

// How easily a password is guessed: the same judgement in the browser, while it is typed, and on the server, which has
// the last word. The lists of common passwords are large: the browser loads this file when it needs it.

/** What a password is worth. */
export interface PasswordJudgement {
  /** From 0, among the first that anybody tries, to 4. */
  score: 0 | 1 | 2 | 3 | 4;
  /** The score in a word. */
  word: string;
  /** Why it is refused, and what helps; null where it is good enough. */
  refusal: string | null;
}

const words = ["Very weak", "Weak", "Weak", "Good", "Strong"] as const;

/** From this score on a password is taken: a hundred million guesses or more. */
const enough = 3;

/** Only so much of a long password is looked at: the time it takes grows faster than the length. */
const longest = 64;

/** What the library found, in words that help. */
const advice: Record<string, string> = {
  topTen: "This is one of the most common passwords. Choose another one.",
  topHundred: "This is one of the most common passwords. Choose another one.",
  common: "This is one of the most common passwords. Choose another one.",
  similarToCommon: "This is similar to a common password. Combine a few unrelated words.",
  userInputs: "This contains your name, address or organisation, which is easy to guess. Choose something else.",
  straightRow: "Adjacent keys are easy to guess. Combine a few words instead.",
  keyPattern: "Adjacent keys are easy to guess. Combine a few words instead.",
  simpleRepeat: "Repetition is easy to guess. Combine a few different words instead.",
  extendedRepeat: "Repetition is easy to guess. Combine a few different words instead.",
  sequences: "Sequences such as abc and 123 are easy to guess. Combine a few words instead.",
  dates: "Dates are easy to guess. Combine a few words instead.",
  recentYears: "A year adds little security. Add a word or two.",
};
const tooEasy = "This is too easy to guess. Add a word or two.";

let library: ZxcvbnFactory | undefined;

/** Names and addresses, whole and by their parts: each is as bad in a password. */
function partsOf(context: readonly string[]): string[] {
  const whole = context.map((text) => text.toLowerCase()).filter(Boolean);
  const parts = whole.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u)).filter((part) => part.length > 2);
  return [...new Set(["waybill", ...whole, ...parts])].slice(0, 100);
}

/**
 * Judges a password.
 *
 * @param context what who guesses knows or tries: name, address, organisations.
 */
export function judgePassword(password: string, context: readonly string[] = []): PasswordJudgement {
  library ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: longest, l33tMaxSubstitutions: 20 });
  const { score, feedback, sequence } = library.check(password.slice(0, longest), partsOf(context));
  const known = sequence.some(({ dictionaryName }) => dictionaryName === "userInputs");
  const reason = known ? "userInputs" : (feedback.warning ?? "");
  return { score, word: words[score], refusal: score < enough ? (advice[reason] ?? tooEasy) : null };
}
