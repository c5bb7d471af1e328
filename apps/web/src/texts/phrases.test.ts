import { expect, test } from "vitest";
import { phrasesIn } from "./catalogue.ts";
import { translator } from "./phrases.ts";

const of = {
  "This SKU is taken.": "Diese SKU ist vergeben.",
  "{0} is taken.": "{0} ist vergeben.",
  "Only {0} of {1} are available.": "Von {1} sind nur {0} verfügbar.",
  "Use at most {0} characters (a.b*).": "Höchstens {0} Zeichen (a.b*).",
  item: "Artikel",
  tag: "Tag",
  "{0} of {1} rows": "{0, number} von {1, number} Zeilen",
  "Not there: {0}.": "Nicht da: {0, text}.",
  "{0} is here. Move it.": "{0} ist hier. Bewegen Sie es.",
  "Go on.": "Weiter.",
  "Not sent. {0}": "Nicht gesendet. {0, text}",
};
const translate = translator(of, "de");

test.each([
  ["a whole text", "This SKU is taken.", "Diese SKU ist vergeben."],
  ["a text with a value", "LAMP-1 is taken.", "LAMP-1 ist vergeben."],
  ["values in another order", "Only 3 of Lamp are available.", "Von Lamp sind nur 3 verfügbar."],
  ["characters with a meaning in patterns", "Use at most 20 characters (a.b*).", "Höchstens 20 Zeichen (a.b*)."],
  ["a value with a line break and a dollar", "A\n$& is taken.", "A\n$& ist vergeben."],
  ["a translated value", "Not there: item.", "Nicht da: Artikel."],
  ["a translated value that contains a value", "Not there: LAMP-1 is taken..", "Nicht da: LAMP-1 ist vergeben.."],
  ["a list of translated values", "Not there: item, shelf, tag.", "Nicht da: Artikel, shelf, Tag."],
  ["a list of kinds with names", "Not there: item LAMP-1, tag item.", "Nicht da: Artikel LAMP-1, Tag item."],
  ["a value that resembles a text", "item is taken.", "item ist vergeben."],
  ["numbers", "1,234 of 56,789 rows", "1.234 von 56.789 Zeilen"],
  [
    "several texts",
    "A is taken. Only 3 of B are available. This SKU is taken.",
    "A ist vergeben. Von B sind nur 3 verfügbar. Diese SKU ist vergeben.",
  ],
  [
    "several texts of several sentences",
    "A is here. Move it. B is here. Move it. Go on.",
    "A ist hier. Bewegen Sie es. B ist hier. Bewegen Sie es. Weiter.",
  ],
  ["a value with a full stop", "St. Pauli is taken.", "St. Pauli ist vergeben."],
  [
    "several texts, of which one is not translated",
    "This SKU is taken. 550 No such mailbox.",
    "Diese SKU ist vergeben. 550 No such mailbox.",
  ],
  [
    "a value that is several texts with full stops",
    "Not sent. A is taken. B is taken.",
    "Nicht gesendet. A ist vergeben. B ist vergeben.",
  ],
  ["an untranslated text", "Something else.", "Something else."],
  ["several untranslated texts", "Something else. And more.", "Something else. And more."],
])("%s", (_what, text, translation) => expect(translate(text)).toBe(translation));

test("the phrase with the longest fixed text applies, in any order", () => {
  const pairs = translator({ "{0} is {1}.": "{0}: {1}", "{0} is not valid.": "{0} ist ungültig." }, "de");
  expect(pairs("DE is not valid.")).toBe("DE ist ungültig.");
});

test("a sentence of an earlier version is translated like its successor", () => {
  const inGerman = translator(phrasesIn("de"), "de");
  expect(inGerman("removed Ada from the organisation")).toBe("hat Ada aus der Organisation entfernt");
  expect(inGerman("took Ada out of the organisation")).toBe("hat Ada aus der Organisation entfernt");
});
