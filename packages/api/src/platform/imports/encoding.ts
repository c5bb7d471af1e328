import type { Encoding } from "@waybill/validators";
import { analyse } from "chardet";

/** How many bytes of a file decide about its encoding. */
export const sampleBytes = 256 * 1024;

/** From how sure a guess on, in per cent, another encoding than Windows-1252 is believed. */
const sure = 30;

/** From how many letters beyond ASCII on statistics say anything. */
const enoughLetters = 12;

/** Signs of Windows-1252 in the middle of words: in Windows-1250 they are letters, as in Spółka and Łódź. */
const signsInWords = /\p{L}[¹³¿¼¾]\p{L}|(?:^|[^\p{L}])[£¥¯]\p{L}{2}/u;

/** What the statistics' names stand for. ISO 8859-1 and its like are read as the Windows encodings that contain them. */
const known: Readonly<Record<string, Encoding>> = {
  "ISO-8859-1": "windows-1252",
  "windows-1252": "windows-1252",
  "ISO-8859-2": "windows-1250",
  "windows-1250": "windows-1250",
  "ISO-8859-5": "windows-1251",
  "windows-1251": "windows-1251",
  "KOI8-R": "koi8-r",
  "ISO-8859-7": "windows-1253",
  "windows-1253": "windows-1253",
  "ISO-8859-9": "windows-1254",
  "windows-1254": "windows-1254",
  Shift_JIS: "shift_jis",
  "EUC-JP": "euc-jp",
  "EUC-KR": "euc-kr",
  GB18030: "gb18030",
  Big5: "big5",
};

/**
 * Finds the encoding of a text file: by its byte order mark, by the zeros of UTF-16, because it is UTF-8, or by the
 * statistics of its letters. Windows-1252 where nothing else is likely.
 *
 * @param sample its first bytes.
 * @param whole whether these are all of them.
 */
export function encodingOf(sample: Uint8Array, whole: boolean): Encoding {
  const [first, second, third] = sample;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  const zeros = [0, 0];
  let beyond = 0;
  for (const [index, byte] of sample.entries()) {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
    if (byte > 127) beyond += 1;
  }
  const [even = 0, odd = 0] = zeros;
  // One NUL is a fault of its row; one in every second byte is UTF-16.
  if (odd > sample.length / 8 && even < odd / 4) return "utf-16le";
  if (even > sample.length / 8 && odd < even / 4) return "utf-16be";
  if (isUtf8(sample, whole)) return "utf-8";
  if (signsInWords.test(new TextDecoder("windows-1252").decode(sample))) return "windows-1250";
  if (beyond < enoughLetters) return "windows-1252";
  const [best] = analyse(sample).flatMap(({ name, confidence }) => {
    const encoding = known[name];
    return encoding && confidence >= sure ? [encoding] : [];
  });
  return best ?? "windows-1252";
}

function isUtf8(sample: Uint8Array, whole: boolean): boolean {
  try {
    // A sample may end inside of a letter.
    new TextDecoder("utf-8", { fatal: true }).decode(sample, { stream: !whole });
    return true;
  } catch {
    return false;
  }
}

/** Decodes a stream of bytes. What its encoding cannot be becomes U+FFFD, by which such rows are refused. */
export async function* decoded(bytes: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
