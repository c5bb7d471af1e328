import { expect, test } from "vitest";
import { translator } from "./phrases.ts";

const translate = translator({
  "This SKU is taken.": "Diese SKU ist vergeben.",
  "{0} is taken.": "{0} ist vergeben.",
  "Only {0} of {1} are available.": "Von {1} sind nur {0} verfügbar.",
  "Use at most {0} characters (a.b*).": "Höchstens {0} Zeichen (a.b*).",
});

test.each([
  ["a whole text", "This SKU is taken.", "Diese SKU ist vergeben."],
  ["a text with a value", "LAMP-1 is taken.", "LAMP-1 ist vergeben."],
  ["values in another order", "Only 3 of Lamp are available.", "Von Lamp sind nur 3 verfügbar."],
  ["signs that patterns have", "Use at most 20 characters (a.b*).", "Höchstens 20 Zeichen (a.b*)."],
  ["a value with a line break and a dollar", "A\n$& is taken.", "A\n$& ist vergeben."],
  ["what nobody has translated", "Something else.", "Something else."],
])("%s", (_what, text, translation) => expect(translate(text)).toBe(translation));

test("what says most itself goes first, whatever stands first", () => {
  const pairs = translator({ "{0} is {1}.": "{0}: {1}", "{0} is not valid.": "{0} ist ungültig." });
  expect(pairs("DE is not valid.")).toBe("DE ist ungültig.");
});
