/** The scripts of the fonts, by their ISO 15924 codes, as HarfBuzz expects them. */
export const scripts = [
  "Latn",
  "Cyrl",
  "Grek",
  "Hebr",
  "Arab",
  "Thai",
  "Deva",
  "Beng",
  "Guru",
  "Gujr",
  "Orya",
  "Taml",
  "Telu",
  "Knda",
  "Mlym",
  "Sinh",
  "Khmr",
  "Laoo",
  "Mymr",
  "Geor",
  "Armn",
  "Ethi",
  "Thaa",
  "Tibt",
  "Hani",
  "Hira",
  "Kana",
  "Hang",
  "Bopo",
] as const;

/** The ISO 15924 code of a script; `Zyyy` for common characters. */
export type Script = (typeof scripts)[number] | "Zyyy";

const patterns = scripts.map((script) => [script, new RegExp(`\\p{Script=${script}}`, "u")] as const);

/** The script of a grapheme (UAX 24). Null for common characters: spaces, digits, punctuation. */
export function scriptOf(grapheme: string): Script | null {
  return patterns.find(([, pattern]) => pattern.test(grapheme))?.[0] ?? null;
}
