/** The letters of alphabetic scripts, as the search compares them. */
const alphabets = [
  "abcdefghijklmnopqrstuvwxyz0123456789",
  "абвгдежзиклмнопрстуфхцчшщъыьэюя",
  "αβγδεζηθικλμνξοπρστυφχψω",
];

/**
 * Possible corrections of a word with one wrong, missing, extra or transposed letter: a few hundred. The search looks
 * each up in an index.
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
