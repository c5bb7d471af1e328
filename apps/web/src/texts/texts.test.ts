import { languages } from "@waybill/validators";
import { writtenAmount } from "@waybill/validators/testing";
import compile from "icu-minify/compile";
import { describe, expect, test } from "vitest";
import { webModules } from "@/manifests/registry.ts";
import { navigation } from "@/platform/shell/navigation.ts";
import { phrasesIn, textsIn } from "./catalogue.ts";
import { compiledTexts } from "./compiled.ts";

type Tree = { readonly [key: string]: string | Tree };

/** Every text of a language, by its key. */
const all = (tree: Tree, path = ""): [string, string][] =>
  Object.entries(tree).flatMap(([key, text]) =>
    typeof text === "string" ? [[path + key, text] as [string, string]] : all(text, `${path}${key}.`),
  );

/** The values and tags that a compiled text names. */
function namedIn(compiled: unknown): string[] {
  if (!Array.isArray(compiled)) return [];
  return compiled.flatMap((node): string[] => {
    if (!Array.isArray(node)) return [];
    const [name, ...rest] = node;
    const inner = rest.flatMap((part) =>
      typeof part === "object" && !Array.isArray(part) ? Object.values(part) : [part],
    );
    return [String(name), ...inner.flatMap((part) => namedIn(Array.isArray(part) ? part : [part]))];
  });
}

/** The objects in a value that React does not send to the browser. */
const notPlain = (value: unknown): unknown[] => {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(notPlain);
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype ? inner : [value, ...inner];
};

const english = new Map(all(textsIn("en")));

describe.each(languages)("the texts in %s", (language) => {
  const texts = all(textsIn(language));

  test("have the keys of the English ones", () => {
    expect(texts.map(([key]) => key).sort()).toEqual([...english.keys()].sort());
  });

  test("are written, and can be parsed", () => {
    expect(texts.filter(([, text]) => text.trim() === "")).toEqual([]);
    for (const [key, text] of texts) expect(() => compile(text), key).not.toThrow();
  });

  test("can be sent to the browser", () => {
    expect(notPlain(compiledTexts(textsIn(language)))).toEqual([]);
    expect(notPlain(compile("{count, plural, other {#}}"))).toHaveLength(1);
  });

  test("have the values of the English ones", () => {
    const values = (text: string) => [...new Set(namedIn(compile(text)))].sort();
    for (const [key, text] of texts) expect(values(text), key).toEqual(values(english.get(key) ?? ""));
  });
});

/** Amounts without a setting or a constant, by the key of the text or by the English text of the API. */
const fixedAmounts: Record<string, string> = {
  "1 second": "a singular",
  "The job runs again within an hour.": "the hourly schedule",
  "The last attempt has not ended yet. Try again in a minute.": "an estimate",
  "Use at least 1 character.": "a singular",
  "Use at most 1 character.": "a singular",
  "account.app.about": "the period of RFC 6238",
  "items.runningOut.underADay": "the text of a number",
  "operator.dialog.ages.beforeDay": "the text of an option",
  "operator.dialog.ages.beforeHour": "the text of an option",
  "operator.dialog.ages.lastDay": "the text of an option",
  "operator.jobType.doneInLast5Minutes": "the field has this name",
  "operator.queues.columns.doneInLast5Minutes": "the field has this name",
  "set the retention of {0} to 1 day": "a singular",
};

test("amounts of time and length are values, not part of a text", () => {
  const texts = [
    ...languages.flatMap((language) => all(textsIn(language))),
    ...Object.entries(phrasesIn("de")).flatMap(([phrase, text]) => [phrase, text].map((one) => [phrase, one] as const)),
  ];
  const found = texts.filter(([, text]) => writtenAmount.test(text)).map(([key]) => key);
  expect([...new Set(found)].sort()).toEqual(Object.keys(fixedAmounts).sort());
});

test("a German sentence does not break in E-Mail", () => {
  const texts = [...all(textsIn("de")).map(([, text]) => text), ...Object.values(phrasesIn("de"))];
  expect(texts.filter((text) => text.includes("E-Mail") && text.includes(" "))).toEqual([]);
  expect(texts.filter((text) => text.includes("E-\u2060Mail")).length).toBeGreaterThan(20);
  expect(texts).toContain("E-Mail");
});

test("manifests name texts without values", () => {
  const keys = [
    ...navigation.map(({ label }) => label),
    ...webModules.flatMap(({ about, navigation: entries = [], commands = [] }) => [
      ...(about ? [about] : []),
      ...[...entries, ...commands].map(({ label }) => label),
    ]),
  ];
  expect(keys.length).toBeGreaterThan(15);
  for (const key of keys) expect(namedIn(compile(english.get(key) ?? "{missing}")), key).toEqual([]);
});
