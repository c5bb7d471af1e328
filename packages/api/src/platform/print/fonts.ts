import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { create, type Font } from "fontkit";
import subsetFont from "subset-font";
import { z } from "zod";

// Noto fonts by script. Each family comes in small files, one for each range of characters, so that only what a text needs is
// read: a label in Chinese takes a handful of files of a hundred.

/** The families that every text may use, in this order. */
const families = [
  "noto-sans",
  "noto-sans-hebrew",
  "noto-sans-arabic",
  "noto-sans-thai",
  "noto-sans-devanagari",
  "noto-sans-bengali",
  "noto-sans-gurmukhi",
  "noto-sans-gujarati",
  "noto-sans-oriya",
  "noto-sans-tamil",
  "noto-sans-telugu",
  "noto-sans-kannada",
  "noto-sans-malayalam",
  "noto-sans-sinhala",
  "noto-sans-khmer",
  "noto-sans-lao",
  "noto-sans-myanmar",
  "noto-sans-georgian",
  "noto-sans-armenian",
  "noto-sans-ethiopic",
  "noto-sans-thaana",
  "noto-serif-tibetan",
];

/** The families of Han characters, which are drawn differently by country: the country's own comes first. */
const hanFamilies = ["noto-sans-jp", "noto-sans-sc", "noto-sans-tc", "noto-sans-kr"];
const hanOf: Record<string, string> = {
  CN: "noto-sans-sc",
  HK: "noto-sans-tc",
  KP: "noto-sans-kr",
  KR: "noto-sans-kr",
  MO: "noto-sans-tc",
  SG: "noto-sans-sc",
  TW: "noto-sans-tc",
};

/** The families for texts of a country, the preferred ones first. @param country ISO 3166-1 alpha-2 */
export function familiesFor(country: string): string[] {
  const own = hanOf[country];
  return [...families, ...(own ? [own] : []), ...hanFamilies.filter((family) => family !== own)];
}

/** A file with the glyphs of some characters, in all weights. */
interface FontFile {
  path: string;
  /** What its package says that it may have: `[first, last]`. The file itself may have less. */
  claims: [number, number][];
  /** What it has, once it was read. */
  font?: Font;
}

const ranges = z.record(z.string(), z.string());
const index = new Map<string, FontFile[]>();

/** The files of a family, by its package's list. */
function filesOf(family: string): FontFile[] {
  const known = index.get(family);
  if (known) return known;
  // Found when a text is printed: the web app's bundler would take an import of a font for one of its own.
  const manifest = findPackageJSON(`@fontsource-variable/${family}`, import.meta.url);
  if (!manifest) throw new Error(`The package @fontsource-variable/${family} is not installed.`);
  const folder = dirname(manifest);
  const list = ranges.parse(JSON.parse(readFileSync(join(folder, "unicode.json"), "utf8")));
  const files = Object.entries(list).map(([name, claimed]) => ({
    path: join(folder, "files", `${family}-${name.replace(/[[\]]/g, "")}-wght-normal.woff2`),
    claims: claimed.split(",").map(rangeOf),
  }));
  index.set(family, files);
  return files;
}

/** `U+4e00-4e0f` or `U+4e00`, as first and last. */
function rangeOf(text: string): [number, number] {
  const [first = 0, last = first] = text
    .replace(/^U\+/i, "")
    .split("-")
    .map((digits) => Number.parseInt(digits, 16));
  return [first, last];
}

function has(file: FontFile, character: number): boolean {
  if (!file.claims.some(([first, last]) => character >= first && character <= last)) return false;
  // A file of woff2 holds one font, never a collection.
  file.font ??= create(readFileSync(file.path)) as Font;
  return file.font.hasGlyphForCodePoint(character);
}

/** Characters without a glyph of their own: joiners, variation selectors, marks of direction. */
const invisible = /\p{Default_Ignorable_Code_Point}/u;

const characters = new Intl.Segmenter("und", { granularity: "grapheme" });

/** What {@link fileFor} has found, by families and grapheme. */
const found = new Map<string, string | null>();
const mostFound = 20_000;

/** The first file that has every character of a grapheme. Null where no file has. */
function fileFor(grapheme: string, from: readonly string[]): string | null {
  const key = `${from.join()} ${grapheme}`;
  const known = found.get(key);
  if (known !== undefined) return known;
  if (found.size >= mostFound) found.clear();
  const file = searchFile(grapheme, from);
  found.set(key, file);
  return file;
}

function searchFile(grapheme: string, from: readonly string[]): string | null {
  const visible = Array.from(grapheme)
    .filter((character) => !invisible.test(character))
    .map((character) => character.codePointAt(0) ?? 0);
  for (const family of from) {
    const file = filesOf(family).find((one) => visible.every((character) => has(one, character)));
    if (file) return file.path;
  }
  return null;
}

/** A part of a text that one font file has. */
export interface FontRun {
  text: string;
  /** The file's path; null for what no font has. */
  file: string | null;
}

/** Divides a text by the font files that have its characters. Spaces stay with the run before them. */
export function fontRuns(text: string, from: readonly string[]): FontRun[] {
  const runs: FontRun[] = [];
  for (const { segment } of characters.segment(text)) {
    const last = runs.at(-1);
    const file = last && /^\s$/u.test(segment) ? last.file : fileFor(segment, from);
    if (last && last.file === file) last.text += segment;
    else runs.push({ text: segment, file });
  }
  return runs;
}

/** The graphemes of a text that no font has, each once. @param country ISO 3166-1 alpha-2 */
export function unprintable(text: string, country: string): string[] {
  const missing = fontRuns(text.replace(/\s+/g, " "), familiesFor(country))
    .filter(({ file }) => file === null)
    .flatMap((run) => Array.from(characters.segment(run.text), ({ segment }) => segment));
  return [...new Set(missing)].filter((grapheme) => grapheme.trim() !== "");
}

/**
 * Makes a font of one weight, with the glyphs of a text alone.
 *
 * @param file the path of a font file that has the text's characters.
 * @param weight from 100 to 900.
 */
export async function subsetOf(file: string, text: string, weight: number): Promise<Uint8Array> {
  return subsetFont(await readFile(file), text, { targetFormat: "sfnt", variationAxes: { wght: weight } });
}
