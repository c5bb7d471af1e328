import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/**
 * How a proxy treats connections: `open` forwards them; `blocked` forwards nothing, like a network failure, while both ends wait;
 * `resetting` closes them soon after they open.
 */
export type ProxyState = "open" | "blocked" | "resetting";

/** A TCP proxy between two processes that can inject network faults. */
export class TcpProxy {
  /** Both ends, such as `web-1 → postgres`. */
  readonly name: string;
  readonly #target: { host: string; port: number };
  readonly #address: string;
  readonly #server: Server;
  readonly #pairs = new Set<[Socket, Socket]>();
  #state: ProxyState = "open";
  #opened = 0;

  private constructor(name: string, target: { host: string; port: number }, address: string) {
    this.name = name;
    this.#address = address;
    this.#target = target;
    // Half-closed connections are forwarded as such.
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#join(client));
  }

  /** @param target the server. @param address the listening address */
  static async open(name: string, target: { host: string; port: number }, address: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(name, target, address);
    await new Promise<void>((listening) => proxy.#server.listen(0, address, listening));
    return proxy;
  }

  /** Its host and port. */
  get host(): string {
    return `${this.#address}:${this.#port}`;
  }

  get #port(): number {
    const { port } = this.#server.address() as AddressInfo; // a TCP server's address is never a string
    return port;
  }

  /** The URL of a service through the proxy. @param url the direct URL */
  through(url: string): string {
    const through = new URL(url);
    through.host = this.host;
    return through.href;
  }

  get state(): ProxyState {
    return this.#state;
  }

  /** Applies to open and new connections. */
  set state(state: ProxyState) {
    this.#state = state;
    for (const pair of this.#pairs) {
      if (state === "resetting") for (const socket of pair) socket.destroy();
      else for (const socket of pair) state === "blocked" ? socket.pause() : socket.resume();
    }
  }

  /** Closes all connections and the listener. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
    await closed;
  }

  #join(client: Socket): void {
    const server = connect({ ...this.#target, allowHalfOpen: true });
    const pair: [Socket, Socket] = [client, server];
    this.#pairs.add(pair);
    this.#opened += 1;
    // Each connection closes a few bytes later than the one before: in the greeting, the sign-in, the first query.
    let left = (this.#opened * 37) % 600;
    const pass = (from: Socket, to: Socket) => {
      from.setNoDelay();
      from.on("data", (chunk: Buffer) => {
        if (this.#state === "resetting") {
          left -= chunk.length;
          if (left <= 0) for (const socket of pair) socket.destroy();
        }
        if (to.destroyed || to.write(chunk)) return;
        from.pause();
        to.once("drain", () => this.#state !== "blocked" && from.resume());
      });
      from.on("end", () => to.end());
      from.on("error", () => to.destroy());
      from.on("close", () => {
        to.destroySoon();
        this.#pairs.delete(pair);
      });
      if (this.#state === "blocked") from.pause();
    };
    pass(client, server);
    pass(server, client);
  }
}
