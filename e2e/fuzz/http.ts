import { Agent, type IncomingHttpHeaders, request } from "node:http";

/** A request as it goes over the wire. */
export interface Wire {
  method: string;
  /** Path and query, in the characters that HTTP has: the rest is percent-encoded. */
  path: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
}

/** What came back. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  /** How long it took, in milliseconds. */
  ms: number;
}

/** Within this time every request is answered; otherwise it hangs. In milliseconds. */
const patienceMs = 15_000;

/** The most of an answer that is read, in bytes. */
const mostRead = 20 * 1024 * 1024;

/** From this many bytes on, Node refuses the head of a request with 431, and hangs up while it is still being sent. */
const mostHead = 16 * 1024;

const headOf = ({ method, path, headers }: Wire) =>
  Object.entries(headers).reduce(
    (sum, [name, value]) => sum + name.length + value.length + 4,
    method.length + path.length,
  );

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/**
 * Sends a request just as it is: nothing is made well-formed on the way. Of an answer that goes on, the beginning is
 * enough.
 *
 * @throws where the server does not answer in time, or hangs up.
 */
export function send(base: string, { method, path, headers, body }: Wire): Promise<Answer> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    // Without it, Node sends no length with some methods, and the body would be read as the next request.
    const sent = body === undefined ? headers : { "content-length": String(Buffer.byteLength(body)), ...headers };
    const outgoing = request({ hostname, port, method, path, headers: sent, agent }, (incoming) => {
      const answer = (text: string) =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: text,
          ms: performance.now() - started,
        });
      if (incoming.headers["content-type"]?.startsWith("text/event-stream")) {
        answer("");
        outgoing.destroy();
        return;
      }
      const chunks: Buffer[] = [];
      let bytes = 0;
      incoming.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= mostRead) chunks.push(chunk);
      });
      incoming.on("end", () => answer(Buffer.concat(chunks).toString()));
      incoming.on("error", reject);
    });
    outgoing.setTimeout(patienceMs, () => outgoing.destroy(new Error(`No answer within ${patienceMs} ms.`)));
    outgoing.on("error", (error) => {
      const tooLong = headOf({ method, path, headers }) > mostHead;
      if (tooLong) resolve({ status: 431, headers: {}, body: "", ms: performance.now() - started });
      else reject(error);
    });
    outgoing.end(body);
  });
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** What has a letter in a shell's `$'…'`. */
function escaped(text: string): string {
  const bytes = [...Buffer.from(text)].map((byte) =>
    byte >= 0x20 && byte < 0x7f && byte !== 0x27 && byte !== 0x5c
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).padStart(2, "0")}`,
  );
  return `$'${bytes.join("")}'`;
}

/** The most of a body that is printed, in characters. */
const mostPrinted = 4000;

/** A request as a command to paste. */
export function curlOf(base: string, { method, path, headers, body }: Wire): string {
  const lines = Object.entries(headers).map(([name, value]) => `-H ${escaped(`${name}: ${value}`)}`);
  const text = body === undefined ? undefined : Buffer.from(body).toString("latin1");
  if (text !== undefined) {
    lines.push(
      text.length > mostPrinted
        ? `--data-binary @body # ${text.length} bytes: ${escaped(text.slice(0, 200))}…`
        : `--data-binary ${escaped(Buffer.from(body ?? "").toString())}`,
    );
  }
  const shown = path.length > mostPrinted ? `${path.slice(0, 400)}… (${path.length} characters)` : path;
  return [`curl -i --path-as-is -X ${method} ${quoted(`${base}${shown}`)}`, ...lines].join(" \\\n  ");
}
