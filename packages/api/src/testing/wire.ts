import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A message of Postgres's protocol: one byte that says its kind, four that say its length, and its body. */
const headerBytes = 5;

/** Reads what an application sends, and writes it with other statements. */
class Rewriter {
  readonly #rewrite: (statement: string) => string;
  #rest: Buffer = Buffer.alloc(0);
  /** The first message has no kind. */
  #started = false;

  constructor(rewrite: (statement: string) => string) {
    this.#rewrite = rewrite;
  }

  /** @returns every message that is whole by now. */
  push(chunk: Buffer): Buffer {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const messages: Buffer[] = [];
    for (let message = this.#next(); message; message = this.#next()) messages.push(message);
    return Buffer.concat(messages);
  }

  #next(): Buffer | null {
    const kindBytes = this.#started ? 1 : 0;
    if (this.#rest.length < kindBytes + 4) return null;
    const length = kindBytes + this.#rest.readUInt32BE(kindBytes);
    if (this.#rest.length < length) return null;
    const message = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    const kind = this.#started ? String.fromCharCode(message.readUInt8(0)) : "";
    this.#started = true;
    // A prepared statement has its name first.
    if (kind === "P") return this.#rewritten(message, message.indexOf(0, headerBytes) + 1);
    return kind === "Q" ? this.#rewritten(message, headerBytes) : message;
  }

  #rewritten(message: Buffer, from: number): Buffer {
    const to = message.indexOf(0, from);
    const statement = Buffer.from(this.#rewrite(message.toString("utf8", from, to)));
    const written = Buffer.concat([message.subarray(0, from), statement, message.subarray(to)]);
    written.writeUInt32BE(written.length - 1, 1);
    return written;
  }
}

/** Gathers the notices that Postgres sends to an application. */
class NoticeReader {
  readonly #notices: string[];
  #rest: Buffer = Buffer.alloc(0);

  /** @param notices where they go. */
  constructor(notices: string[]) {
    this.#notices = notices;
  }

  push(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length >= headerBytes) {
      const length = 1 + this.#rest.readUInt32BE(1);
      if (this.#rest.length < length) return;
      if (this.#rest.readUInt8(0) === "N".charCodeAt(0)) {
        const fields = this.#rest.toString("utf8", headerBytes, length).split("\0");
        this.#notices.push(fields.find((field) => field.startsWith("M"))?.slice(1) ?? "");
      }
      this.#rest = this.#rest.subarray(length);
    }
  }
}

/**
 * Stands between an application and Postgres: counts how often the application waits for an answer, keeps the
 * notices that it is sent, and sends other statements in the place of its own, where told to. Without encryption.
 */
export class Wire {
  /** The address for the application. */
  readonly url: string;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;
  readonly #seen: { trips: number; notices: string[] };

  private constructor(url: string, server: Server, sockets: Set<Socket>, seen: { trips: number; notices: string[] }) {
    this.url = url;
    this.#server = server;
    this.#sockets = sockets;
    this.#seen = seen;
  }

  /**
   * Opens one.
   *
   * @param target the address of the database.
   * @param rewrite what to send in the place of a statement.
   */
  static async open(target: string, rewrite?: (statement: string) => string): Promise<Wire> {
    const { hostname, port } = new URL(target);
    const sockets = new Set<Socket>();
    const seen = { trips: 0, notices: [] };
    const server = createServer((client) => {
      const upstream = connect(Number(port), hostname);
      const rewriter = rewrite ? new Rewriter(rewrite) : null;
      const notices = new NoticeReader(seen.notices);
      let answered = true;
      client.on("data", (chunk) => {
        // Whenever the application speaks after Postgres did, it has waited for an answer: one round trip.
        if (answered) seen.trips += 1;
        answered = false;
        upstream.write(rewriter ? rewriter.push(chunk) : chunk);
      });
      upstream.on("data", (chunk) => {
        answered = true;
        notices.push(chunk);
        client.write(chunk);
      });
      for (const [one, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        sockets.add(one);
        one.setNoDelay();
        one.on("error", () => other.destroy());
        one.on("close", () => {
          sockets.delete(one);
          other.destroy();
        });
      }
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const url = new URL(target);
    url.hostname = "127.0.0.1";
    url.port = String((server.address() as AddressInfo).port); // a server that listens on a port
    return new Wire(url.href, server, sockets, seen);
  }

  /** How many round trips there were since this was last asked. */
  takeRoundTrips(): number {
    const { trips } = this.#seen;
    this.#seen.trips = 0;
    return trips;
  }

  /** The notices that Postgres has sent since this was last asked. */
  takeNotices(): string[] {
    return this.#seen.notices.splice(0);
  }

  /** Ends every connection. */
  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
