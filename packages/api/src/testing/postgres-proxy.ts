import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A message of the Postgres protocol: a type byte, four length bytes, and the body. */
const headerBytes = 5;

/** Reads and rewrites the statements of an application. */
class Rewriter {
  readonly #rewrite: (statement: string) => string;
  #rest: Buffer = Buffer.alloc(0);
  /** The first message has no type. */
  #started = false;

  constructor(rewrite: (statement: string) => string) {
    this.#rewrite = rewrite;
  }

  /** @returns the complete messages. */
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
    // A prepared statement begins with its name.
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

/** Collects the notices of Postgres. */
class NoticeReader {
  readonly #notices: string[];
  #rest: Buffer = Buffer.alloc(0);

  /** @param notices the target. */
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
 * A proxy between an application and Postgres: counts round trips, collects notices, and can rewrite statements.
 * Without encryption.
 */
export class PostgresProxy {
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

  /** Opens one. @param target the URL of the database. @param rewrite replaces a statement. */
  static async open(target: string, rewrite?: (statement: string) => string): Promise<PostgresProxy> {
    const { hostname, port } = new URL(target);
    const sockets = new Set<Socket>();
    const seen = { trips: 0, notices: [] };
    const server = createServer((client) => {
      const upstream = connect(Number(port), hostname);
      const rewriter = rewrite ? new Rewriter(rewrite) : null;
      const notices = new NoticeReader(seen.notices);
      let answered = true;
      client.on("data", (chunk) => {
        // An application message after one of Postgres ends a round trip.
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
    return new PostgresProxy(url.href, server, sockets, seen);
  }

  /** The round trips since the last call. */
  takeRoundTrips(): number {
    const { trips } = this.#seen;
    this.#seen.trips = 0;
    return trips;
  }

  /** The notices since the last call. */
  takeNotices(): string[] {
    return this.#seen.notices.splice(0);
  }

  /** Closes all connections. */
  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
