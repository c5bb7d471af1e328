import { globSync } from "node:fs";
import { join } from "node:path";
import { type Language, languages } from "@waybill/validators";
import { writtenAmount } from "@waybill/validators/testing";
import compile from "icu-minify/compile";
import { describe, expect, test } from "vitest";
import { type Tree, translateWith } from "./texts.ts";

const catalogue = {
  en: { hello: "Hello {name}!", of: { parcels: "{count, plural, one {# parcel} other {# parcels}}" }, bye: "Bye" },
  de: { hello: "Hallo {name}!", of: { parcels: "{count, plural, one {# Paket} other {# Pakete}}" }, bye: "Tschüss" },
} as const;

describe("a text", () => {
  test("is written in its language, with formatted values", () => {
    const [en, de] = [translateWith(catalogue, "en"), translateWith(catalogue, "de")];
    expect([en("hello", { name: "<Ada> {n}" }), de("hello", { name: "Ada" })]).toEqual([
      "Hello <Ada> {n}!",
      "Hallo Ada!",
    ]);
    expect([en("of.parcels", { count: 1 }), de("of.parcels", { count: 1234 })]).toEqual(["1 parcel", "1.234 Pakete"]);
    expect(de("bye")).toBe("Tschüss");
  });

  test("requires its values and an existing key", () => {
    const t = translateWith(catalogue, "en");
    // @ts-expect-error no name
    expect(() => t("hello", {})).toThrow();
    // @ts-expect-error no such key
    expect(() => t("of.items")).toThrow("There is no text of.items.");
    // @ts-expect-error a translation without a text
    translateWith({ ...catalogue, de: { hello: "Hallo {name}!" } }, "de");
  });
});

const root = join(import.meta.dirname, "..");
const files = globSync("{platform,modules}/*/texts/index.ts", { cwd: root }).sort();

/** Every text by its key. */
const all = (tree: Tree, path = ""): [string, string][] =>
  Object.entries(tree).flatMap(([key, text]) =>
    typeof text === "string" ? [[path + key, text] as [string, string]] : all(text, `${path}${key}.`),
  );

/** The names of the values in a compiled text. */
const valuesIn = (compiled: unknown): string[] =>
  Array.isArray(compiled)
    ? compiled.flatMap((node) => (Array.isArray(node) ? [String(node[0]), ...node.slice(1).flatMap(inParts)] : []))
    : [];
const inParts = (part: unknown): string[] =>
  typeof part === "object" && part !== null ? Object.values(part).flatMap(valuesIn) : [];

test("no text of a mail contains an amount of time: each is a value", async () => {
  for (const file of files) {
    const texts: Record<Language, Tree> = await import(join(root, file));
    for (const language of languages) {
      expect(
        all(texts[language]).filter(([, text]) => writtenAmount.test(text)),
        file,
      ).toEqual([]);
    }
  }
});

test("each text of a mail has the same values in every language", async () => {
  expect(files.length).toBeGreaterThanOrEqual(6);
  for (const file of files) {
    const texts: Record<Language, Tree> = await import(join(root, file));
    const read = (language: Language) =>
      Object.fromEntries(
        all(texts[language]).map(([key, text]) => [key, [...new Set(valuesIn(compile(text)))].sort()]),
      );
    for (const language of languages) expect(read(language), `${file} in ${language}`).toEqual(read("en"));
  }
});
