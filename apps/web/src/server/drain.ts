import type { Server, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** The options of a graceful shutdown. */
export interface DrainOptions {
  /** The time during which it still accepts connections, in seconds: until load balancers notice that it is not ready. */
  delaySeconds: number;
  /** The time limit for requests, uploads and streams in progress after that, in seconds. */
  seconds: number;
  /** Ends streams, which do not end by themselves. */
  endStreams: () => void;
}

/** The interval at which idle connections are closed, in milliseconds. */
const lookMs = 100;

/** Shuts a server down after its requests in progress. */
export class Drain {
  readonly #server: Server;
  #started = false;

  /** @param server the server to shut down. */
  constructor(server: Server) {
    this.#server = server;
    // Before the handlers: clients do not reuse a connection after a request during the shutdown.
    server.prependListener("request", (_request, response: ServerResponse) => {
      if (this.#started) response.setHeader("connection", "close");
    });
  }

  /** Whether the shutdown has started. */
  get started(): boolean {
    return this.#started;
  }

  /**
   * Shuts the server down.
   *
   * @returns the number of connections that were closed forcibly, after the shutdown.
   */
  async end({ delaySeconds, seconds, endStreams }: DrainOptions): Promise<number> {
    this.#started = true;
    await sleep(delaySeconds * 1000);
    const limit = new AbortController();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve())).then(() => limit.abort());
    endStreams();
    const closing = setInterval(() => this.#server.closeIdleConnections(), lookMs);
    await sleep(seconds * 1000, undefined, { signal: limit.signal }).catch(() => {});
    clearInterval(closing);
    if (limit.signal.aborted) return 0;
    const left = await new Promise<number>((resolve) => this.#server.getConnections((_error, count) => resolve(count)));
    this.#server.closeAllConnections();
    await closed;
    return left;
  }
}
