import { expect, test } from "vitest";
import { languageFor } from "./language.ts";

test("the cookie's language comes before Accept-Language", () => {
  expect(languageFor("de", "en-GB,en;q=0.9")).toBe("de");
  expect(languageFor("en", "de")).toBe("en");
});

test.each([
  ["de-AT,de;q=0.9,en;q=0.8", "de"],
  ["fr,de;q=0.5", "de"],
  ["en-US", "en"],
  ["fr", "en"],
  ["*", "en"],
  ["", "en"],
  [null, "en"],
  ["nonsense; q=x,,", "en"],
])("of %j, the language is %s", (accepted, language) => expect(languageFor(undefined, accepted)).toBe(language));

test("an unknown language is ignored", () => expect(languageFor("xx", "de")).toBe("de"));
