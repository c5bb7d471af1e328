import { describe, expect, test } from "vitest";
import { graphemes, isRightToLeft, visualRuns, wrap } from "./lines.ts";

/** The runs from left to right, each marked with its direction. */
const drawn = (line: string) => visualRuns(line).map(({ text, rightToLeft }) => `${rightToLeft ? "←" : "→"}${text}`);

describe("the order of a line (UAX 9)", () => {
  test.each([
    ["only Latin", "Rose Street 10", ["→Rose Street 10"]],
    ["a house number to the left of its Hebrew street", "רחוב הרצל 12", ["→12", "←רחוב הרצל "]],
    ["a Latin word in a Hebrew line", "בית Alpha 3", ["→Alpha 3", "←בית "]],
    ["a Hebrew word in a Latin line", "Suite בית 3", ["→Suite ", "→3", "←בית "]],
    ["brackets, which the shaper mirrors", "(אב)", ["←(אב)"]],
  ])("%s", (_what, line, expected) => {
    expect(drawn(line)).toEqual(expected);
    const letters = (text: string) => Array.from(text).sort().join("");
    expect(
      letters(
        visualRuns(line)
          .map(({ text }) => text)
          .join(""),
      ),
    ).toBe(letters(line));
  });

  test("starts at the right if its first letter does", () => {
    expect(isRightToLeft("12 הרצל")).toBe(true);
    expect(isRightToLeft("Herzl הרצל")).toBe(false);
    expect(isRightToLeft("12-14")).toBe(false);
  });
});

describe("lines", () => {
  /** Each character is one wide. */
  const into = (text: string, width: number) =>
    wrap(
      text,
      width,
      (part) => Array.from(part).length,
      (word) => Array.from(graphemes.segment(word), ({ segment }) => segment),
    );

  test("end between words", () => {
    expect(into("one two three", 8)).toEqual(["one two", "three"]);
  });

  test("end inside of a word that is wider than a line, and never inside of a grapheme", () => {
    expect(into("abcdefgh", 3)).toEqual(["abc", "def", "gh"]);
    expect(into("e\u0301e\u0301e\u0301", 4)).toEqual(["e\u0301e\u0301", "e\u0301"]);
  });

  test("end between the words of a script without spaces", () => {
    expect(into("กรุงเทพมหานครถนนสุขุมวิท", 14).join("")).toBe("กรุงเทพมหานครถนนสุขุมวิท");
    expect(into("กรุงเทพมหานครถนนสุขุมวิท", 14)[0]).toBe("กรุงเทพมหานคร");
  });

  test("end between Han characters, and not before a full stop", () => {
    expect(into("東京都。千代田区", 3)).toEqual(["東京", "都。千", "代田区"]);
  });

  test("keep every letter of a text", () => {
    const text = "Zentrum für Molekulare Biologie, Gebäude N61 漢字 กรุงเทพ רחוב";
    for (let width = 1; width < 40; width += 1) {
      expect(into(text, width).join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
    }
  });
});
