/** The letters of scripts that are written letter by letter, as a search compares them. */
const alphabets = [
  "abcdefghijklmnopqrstuvwxyz0123456789",
  "абвгдежзиклмнопрстуфхцчшщъыьэюя",
  "αβγδεζηθικλμνξοπρστυφχψω",
];

/**
 * The texts that a word may have been meant as, where one letter is wrong, missing, too many, or has changed places with the
 * next one: a few hundred. A search asks an index for each of them.
 */
export function misspellings(word: string): string[] {
  const letters = [...word];
  const alphabet = alphabets.filter((one) => letters.some((letter) => one.includes(letter))).join("");
  const all = new Set<string>();
  for (let at = 0; at <= letters.length; at += 1) {
    const [before, after] = [letters.slice(0, at).join(""), letters.slice(at).join("")];
    const [, ...rest] = letters.slice(at);
    const [one, two, ...others] = letters.slice(at);
    if (one !== undefined) all.add(before + rest.join(""));
    if (two !== undefined) all.add(before + two + one + others.join(""));
    for (const letter of alphabet) {
      all.add(before + letter + after);
      if (one !== undefined) all.add(before + letter + rest.join(""));
    }
  }
  all.delete(word);
  return [...all];
}
