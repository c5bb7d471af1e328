import { Agent, type IncomingHttpHeaders, request } from "node:http";

/** A raw request. */
export interface Wire {
  method: string;
  /** Path and query, percent-encoded. */
  path: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
}

/** The answer. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  /** Its duration in milliseconds. */
  ms: number;
}

/** Timeout of a request in milliseconds. */
const patienceMs = 15_000;

/** The maximum number of bytes that are read of an answer. */
const maxRead = 20 * 1024 * 1024;

/** Above this number of bytes, Node refuses a request's head with 431 and closes the connection while it is being sent. */
const maxHead = 16 * 1024;

const headOf = ({ method, path, headers }: Wire) =>
  Object.entries(headers).reduce(
    (sum, [name, value]) => sum + name.length + value.length + 4,
    method.length + path.length,
  );

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/**
 * Sends a raw request without corrections. Of a stream, only the beginning is read.
 *
 * @throws if the server does not answer in time or closes the connection.
 */
export function send(base: string, { method, path, headers, body }: Wire): Promise<Answer> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    // Otherwise Node omits the length for some methods, and the body would be parsed as the next request.
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
        if (bytes <= maxRead) chunks.push(chunk);
      });
      incoming.on("end", () => answer(Buffer.concat(chunks).toString()));
      incoming.on("error", reject);
    });
    outgoing.setTimeout(patienceMs, () => outgoing.destroy(new Error(`No answer within ${patienceMs} ms.`)));
    outgoing.on("error", (error) => {
      const tooLong = headOf({ method, path, headers }) > maxHead;
      if (tooLong) resolve({ status: 431, headers: {}, body: "", ms: performance.now() - started });
      else reject(error);
    });
    outgoing.end(body);
  });
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** Characters with an escape letter in a shell's `$'…'`. */
function escaped(text: string): string {
  const bytes = [...Buffer.from(text)].map((byte) =>
    byte >= 0x20 && byte < 0x7f && byte !== 0x27 && byte !== 0x5c
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).padStart(2, "0")}`,
  );
  return `$'${bytes.join("")}'`;
}

/** The maximum number of printed characters of a body. */
const maxPrinted = 4000;

/** A request as a shell command. */
export function curlOf(base: string, { method, path, headers, body }: Wire): string {
  const lines = Object.entries(headers).map(([name, value]) => `-H ${escaped(`${name}: ${value}`)}`);
  const text = body === undefined ? undefined : Buffer.from(body).toString("latin1");
  if (text !== undefined) {
    lines.push(
      text.length > maxPrinted
        ? `--data-binary @body # ${text.length} bytes: ${escaped(text.slice(0, 200))}…`
        : `--data-binary ${escaped(Buffer.from(body ?? "").toString())}`,
    );
  }
  const shown = path.length > maxPrinted ? `${path.slice(0, 400)}… (${path.length} characters)` : path;
  return [`curl -i --path-as-is -X ${method} ${quoted(`${base}${shown}`)}`, ...lines].join(" \\\n  ");
}
