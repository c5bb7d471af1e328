import type { Encoding } from "@waybill/validators";

/** A script with its own encodings. */
export type Script = "latin" | "cyrillic" | "greek" | "hebrew" | "arabic" | "thai" | "wide";

/** The script of an encoding that is not Latin. */
export const scriptOfEncoding: Partial<Record<Encoding, Script>> = {
  ...{ "windows-1251": "cyrillic", "iso-8859-5": "cyrillic", "koi8-r": "cyrillic", "koi8-u": "cyrillic" },
  ...{ ibm866: "cyrillic", "x-mac-cyrillic": "cyrillic" },
  ...{ "windows-1253": "greek", "iso-8859-7": "greek", ibm737: "greek" },
  ...{ "windows-1255": "hebrew", ibm862: "hebrew", "windows-1256": "arabic", "windows-874": "thai" },
  ...{ shift_jis: "wide", "euc-jp": "wide", "euc-kr": "wide", gb18030: "wide", big5: "wide" },
};

/** The scripts with patterns of their characters. */
export const scripts: readonly [Script, RegExp][] = [
  ["latin", /\p{Script=Latin}/u],
  ["cyrillic", /\p{Script=Cyrillic}/u],
  ["greek", /\p{Script=Greek}/u],
  ["hebrew", /\p{Script=Hebrew}/u],
  ["arabic", /\p{Script=Arabic}/u],
  ["thai", /\p{Script=Thai}/u],
  ["wide", /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー々]/u],
];

const scriptOfSign = new Map<string, Script | null>();
/** The script of a character; null for characters without one. */
export function scriptOf(sign: string): Script | null {
  let script = scriptOfSign.get(sign);
  if (script === undefined) {
    script = scripts.find(([, pattern]) => pattern.test(sign))?.[0] ?? null;
    scriptOfSign.set(sign, script);
  }
  return script;
}
