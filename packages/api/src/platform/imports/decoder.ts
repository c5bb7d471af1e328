import type { Encoding } from "@waybill/validators";
import iconv from "iconv-lite";

/** Decodes bytes, also in chunks, like `TextDecoder`. */
interface Decoder {
  decode(bytes?: Uint8Array, options?: { stream?: boolean }): string;
}

/** Single-byte encodings that `TextDecoder` does not support, by their iconv-lite names. */
const codePages: Partial<Record<Encoding, string>> = {
  "x-mac-ce": "maccenteuro",
  ibm437: "cp437",
  ibm737: "cp737",
  ibm775: "cp775",
  // Code page 850 with the euro sign in place of a letter that no Western European language has.
  ibm850: "cp858",
  ibm852: "cp852",
  ibm857: "cp857",
  ibm862: "cp862",
};

/** A decoder for an encoding. Invalid bytes become U+FFFD. */
export function decoderOf(encoding: Encoding): Decoder {
  const page = codePages[encoding];
  if (!page) return new TextDecoder(encoding);
  // Single-byte encodings need no state between chunks.
  return { decode: (bytes) => (bytes ? iconv.decode(bytes, page) : "") };
}
