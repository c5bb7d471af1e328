import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";

// The strength of a password: in the browser while it is typed, and on the server, which decides. The lists of common
// passwords are large, so the browser loads this file on demand.

/** The strength of a password. */
export interface PasswordRating {
  /** From 0 (very weak) to 4. */
  score: 0 | 1 | 2 | 3 | 4;
  /** The score as text. */
  word: string;
  /** The refusal with advice; null if it is strong enough. */
  refusal: string | null;
}

const words = ["Very weak", "Weak", "Weak", "Good", "Strong"] as const;

/** The minimum score: a hundred million guesses or more. */
const enough = 3;

/** The maximum length that is analysed: time grows faster than length. */
const maxLength = 64;

/** Advice for the library's findings. */
const advice: Record<string, string> = {
  topTen: "This is one of the most common passwords. Choose another one.",
  topHundred: "This is one of the most common passwords. Choose another one.",
  common: "This is one of the most common passwords. Choose another one.",
  similarToCommon: "This is similar to a common password. Combine a few unrelated words.",
  userInputs: "This contains your name, email address or organisation, which is easy to guess. Choose something else.",
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

/** Names and email addresses, complete and in parts. */
function partsOf(context: readonly string[]): string[] {
  const whole = context.map((text) => text.toLowerCase()).filter(Boolean);
  const parts = whole.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u)).filter((part) => part.length > 2);
  return [...new Set(["waybill", ...whole, ...parts])].slice(0, 100);
}

/** Rates a password. @param context likely guesses: name, email address, organisations. */
export function ratePassword(password: string, context: readonly string[] = []): PasswordRating {
  library ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength, l33tMaxSubstitutions: 20 });
  const { score, feedback, sequence } = library.check(password.slice(0, maxLength), partsOf(context));
  const known = sequence.some(({ dictionaryName }) => dictionaryName === "userInputs");
  const reason = known ? "userInputs" : (feedback.warning ?? "");
  return { score, word: words[score], refusal: score < enough ? (advice[reason] ?? tooEasy) : null };
}
