import { type Readable, Transform } from "node:stream";
import type { FileStore } from "./disk-store.ts";

/**
 * Writes a stream to the store up to a number of bytes.
 *
 * @param refusal the error for more bytes. The store then has a part of the content.
 */
export async function writeUpTo(
  maxBytes: number,
  refusal: Error,
  store: FileStore,
  key: string,
  content: Readable,
): Promise<void> {
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) done(refusal);
      else done(null, chunk);
    },
  });
  try {
    await store.write(key, content.compose(counted));
  } catch (error) {
    // The store wraps the original error.
    throw bytes > maxBytes ? refusal : error;
  }
}
