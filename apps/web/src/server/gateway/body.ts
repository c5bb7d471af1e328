import type { IncomingMessage } from "node:http";
import type { Refusal } from "./refusal.ts";

/** The largest body of anything but a file, in bytes. */
export const maxBodyBytes = 1024 * 1024;

/** The time limit for the arrival of a body, in milliseconds. */
const slowestMs = 20_000;

/** The refusal of a body above a limit. @param limit for people: `1 MB` */
export const tooLarge = (limit: string): Refusal => ({
  status: 413,
  code: "PAYLOAD_TOO_LARGE",
  message: `This is too large. The limit is ${limit}.`,
});

const tooSlow: Refusal = {
  status: 408,
  code: "TIMEOUT",
  message: "The request did not arrive in time. Try again.",
};

/** The declared length of a body, in bytes; null without one. */
export function declaredBytes({ headers }: IncomingMessage): number | null {
  if (headers["transfer-encoding"]) return null;
  return Number(headers["content-length"] ?? 0);
}

/**
 * Reads a body as text, within a size and a time limit.
 *
 * @param done called with the whole text; not called if the client disconnects.
 */
export function readText(
  request: IncomingMessage,
  done: (text: string) => void,
  refused: (why: Refusal) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const stop = () => {
    clearTimeout(timer);
    request.off("data", onData).off("end", onEnd).off("close", stop);
  };
  const fail = (why: Refusal) => {
    stop();
    chunks.length = 0;
    refused(why);
  };
  const onData = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) fail(tooLarge("1 MB"));
    else chunks.push(chunk);
  };
  const onEnd = () => {
    stop();
    done(Buffer.concat(chunks).toString());
  };
  const timer = setTimeout(() => fail(tooSlow), slowestMs);
  request.on("data", onData).on("end", onEnd).on("close", stop);
}
