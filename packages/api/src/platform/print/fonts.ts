import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { z } from "zod";
import { graphemes } from "./lines.ts";
import { PrintFont } from "./shaper.ts";

// Noto fonts by script. A family consists of small files by character range, so that only the needed ones are read: a
// label in Chinese takes a few of a hundred.

/** The families for every text, in this order. */
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

/** The families of Han characters, which differ by country: the country's own comes first. */
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

/** The families for a country, in order of preference. @param country ISO 3166-1 alpha-2 */
function familiesFor(country: string): string[] {
  const own = hanOf[country];
  return [...families, ...(own ? [own] : []), ...hanFamilies.filter((family) => family !== own)];
}

/** The weight of a text. */
export type Weight = "regular" | "bold";
const weights: Record<Weight, number> = { regular: 400, bold: 700 };

/** A file with the glyphs of some characters, in all weights. */
export class FontFile {
  readonly #path: string;
  readonly #family: string;
  readonly #claims: readonly [number, number][];
  readonly #loading = new Map<Weight, Promise<PrintFont>>();
  readonly #fonts = new Map<Weight, PrintFont>();

  /** @param claims the declared character ranges, `[first, last]`. The file may have less. */
  constructor(path: string, family: string, claims: readonly [number, number][]) {
    this.#path = path;
    this.#family = family;
    this.#claims = claims;
  }

  /** Loads a weight, once per process. */
  async load(weight: Weight): Promise<void> {
    const loading = this.#loading.get(weight) ?? this.#read(weight);
    this.#loading.set(weight, loading);
    this.#fonts.set(weight, await loading);
  }

  /** A loaded weight. */
  font(weight: Weight): PrintFont {
    const font = this.#fonts.get(weight);
    if (!font) throw new Error(`${this.#path} has not been loaded.`);
    return font;
  }

  /** Whether the package declares the character. */
  claims(character: number): boolean {
    return this.#claims.some(([first, last]) => character >= first && character <= last);
  }

  /** Creates a font of one weight. Glyph ids are equal in all weights, so that they are shaped alike. */
  async #read(weight: Weight): Promise<PrintFont> {
    const options = { keepAllGlyphs: true, noHinting: true, targetFormat: "sfnt" } as const;
    const axes = { variationAxes: { wght: weights[weight] } };
    // Loaded with the first printed text, like pdfkit.
    const { default: subsetFont } = await import("subset-font");
    return new PrintFont(await subsetFont(await readFile(this.#path), "", { ...options, ...axes }), this.#family);
  }
}

const ranges = z.record(z.string(), z.string());
const index = new Map<string, FontFile[]>();

/** The files of a family, by its package's list. */
function filesOf(family: string): FontFile[] {
  const known = index.get(family);
  if (known) return known;
  // Resolved at run time: the web bundler would bundle an imported font.
  const manifest = findPackageJSON(`@fontsource-variable/${family}`, import.meta.url);
  if (!manifest) throw new Error(`The package @fontsource-variable/${family} is not installed.`);
  const folder = dirname(manifest);
  const list = ranges.parse(JSON.parse(readFileSync(join(folder, "unicode.json"), "utf8")));
  const files = Object.entries(list).map(([name, claimed]) => {
    const path = join(folder, "files", `${family}-${name.replace(/[[\]]/g, "")}-wght-normal.woff2`);
    return new FontFile(path, family, claimed.split(",").map(rangeOf));
  });
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

/** Characters without a glyph: joiners, variation selectors, direction marks. */
const invisible = /\p{Default_Ignorable_Code_Point}/u;

/** The results of {@link fileFor}, by families and grapheme. */
const found = new Map<string, FontFile | null>();
const maxFound = 20_000;

/** The first file with all characters of a grapheme, or null. */
async function fileFor(grapheme: string, from: readonly string[]): Promise<FontFile | null> {
  const key = `${from.join()} ${grapheme}`;
  const known = found.get(key);
  if (known !== undefined) return known;
  if (found.size >= maxFound) found.clear();
  const file = await searchFile(grapheme, from);
  found.set(key, file);
  return file;
}

async function searchFile(grapheme: string, from: readonly string[]): Promise<FontFile | null> {
  const visible = Array.from(grapheme)
    .filter((character) => !invisible.test(character))
    .map((character) => character.codePointAt(0) ?? 0);
  for (const file of from.flatMap(filesOf)) {
    if (!visible.every((character) => file.claims(character))) continue;
    await file.load("regular");
    const font = file.font("regular");
    if (visible.every((character) => font.has(character))) return file;
  }
  return null;
}

/** The loaded fonts of some texts. */
export class FontChoice {
  readonly #files: ReadonlyMap<string, FontFile | null>;

  constructor(files: ReadonlyMap<string, FontFile | null>) {
    this.#files = files;
  }

  /** The file for a grapheme, or null. @param before the file of the preceding grapheme */
  fileOf(grapheme: string, before: FontFile | null): FontFile | null {
    // Spaces and invisible characters do not break a word: the letters around them are shaped together.
    const anywhere = /^[\s\p{Default_Ignorable_Code_Point}]+$/u.test(grapheme);
    if (anywhere && before?.font("regular").has(space)) return before;
    const own = this.#files.get(grapheme);
    if (own !== undefined) return own;
    // A very narrow line breaks inside a grapheme: its parts use the font of the whole.
    for (const [whole, file] of this.#files) if (whole.includes(grapheme)) return file;
    return null;
  }
}

const space = 0x20;

/**
 * Selects and loads the fonts of texts.
 *
 * @param texts in normalization form C.
 * @param country ISO 3166-1 alpha-2: for the style of Han characters.
 */
export async function chooseFonts(
  texts: readonly { text: string; weight: Weight }[],
  country: string,
): Promise<FontChoice> {
  const families = familiesFor(country);
  const files = new Map<string, FontFile | null>();
  for (const { text, weight } of texts) {
    for (const { segment } of graphemes.segment(text)) {
      const file = files.get(segment) ?? (await fileFor(segment, families));
      files.set(segment, file);
      await file?.load(weight);
    }
  }
  return new FontChoice(files);
}
