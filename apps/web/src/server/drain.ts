import type { Server, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** How a server comes to its end. */
export interface DrainOptions {
  /** How long it goes on accepting connections, in seconds: until load balancers have seen that it is not ready any more. */
  delaySeconds: number;
  /** How long requests, uploads and streams that are under way may take then, in seconds. */
  seconds: number;
  /** Sends away streams that do not end by themselves. */
  endStreams: () => void;
}

/** How often connections that nothing is under way on are closed, in milliseconds. */
const lookMs = 100;

/** Ends a server without cutting off what is under way. */
export class Drain {
  readonly #server: Server;
  #begun = false;

  /** @param server the server; its requests are told apart from now on. */
  constructor(server: Server) {
    this.#server = server;
    // Before what answers: a connection that is kept is not used again by who asks on it meanwhile.
    server.prependListener("request", (_request, response: ServerResponse) => {
      if (this.#begun) response.setHeader("connection", "close");
    });
  }

  /** Whether the server is about to end. */
  get begun(): boolean {
    return this.#begun;
  }

  /**
   * Ends the server.
   *
   * @returns how many connections were cut off, once it has ended.
   */
  async end({ delaySeconds, seconds, endStreams }: DrainOptions): Promise<number> {
    this.#begun = true;
    await sleep(delaySeconds * 1000);
    const limit = new AbortController();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve())).then(() => limit.abort());
    endStreams();
    const looks = setInterval(() => this.#server.closeIdleConnections(), lookMs);
    await sleep(seconds * 1000, undefined, { signal: limit.signal }).catch(() => {});
    clearInterval(looks);
    if (limit.signal.aborted) return 0;
    const left = await new Promise<number>((resolve) => this.#server.getConnections((_error, count) => resolve(count)));
    this.#server.closeAllConnections();
    await closed;
    return left;
  }
}
