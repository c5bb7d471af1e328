import type { Encoding } from "@waybill/validators";
import iconv from "iconv-lite";

/** Decodes bytes, also piece by piece: what `TextDecoder` does. */
interface Decoder {
  decode(bytes?: Uint8Array, options?: { stream?: boolean }): string;
}

/** The encodings that `TextDecoder` lacks, by their names in iconv-lite. Each has one byte a sign. */
const codePages: Partial<Record<Encoding, string>> = {
  "x-mac-ce": "maccenteuro",
  ibm437: "cp437",
  ibm737: "cp737",
  ibm775: "cp775",
  // The code page 850 with the euro, in the place of a letter that no language of Western Europe has.
  ibm850: "cp858",
  ibm852: "cp852",
  ibm857: "cp857",
  ibm862: "cp862",
};

/** A decoder of an encoding. What the encoding cannot be becomes U+FFFD. */
export function decoderOf(encoding: Encoding): Decoder {
  const page = codePages[encoding];
  if (!page) return new TextDecoder(encoding);
  // Where each byte is a sign, a piece needs nothing of the one before it.
  return { decode: (bytes) => (bytes ? iconv.decode(bytes, page) : "") };
}
