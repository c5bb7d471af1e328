import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/**
 * What a wire does with connections: passes everything; drops everything, so that both ends wait as they do where the
 * network between them is cut; ends each connection as it opens.
 */
export type WireState = "open" | "cut" | "ending";

/** A TCP connection between two parts of the world that can be damaged. */
export class Wire {
  /** What it leads to, for people. */
  readonly name: string;
  readonly #target: { host: string; port: number };
  readonly #address: string;
  readonly #server: Server;
  readonly #pairs = new Set<[Socket, Socket]>();
  #state: WireState = "open";
  #opened = 0;

  private constructor(name: string, target: { host: string; port: number }, address: string) {
    this.name = name;
    this.#address = address;
    this.#target = target;
    // A half that is closed is passed on as such.
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#join(client));
  }

  /** @param target where it leads. @param address where it listens */
  static async open(name: string, target: { host: string; port: number }, address: string): Promise<Wire> {
    const wire = new Wire(name, target, address);
    await new Promise<void>((listening) => wire.#server.listen(0, address, listening));
    return wire;
  }

  /** Host and port of it. */
  get host(): string {
    return `${this.#address}:${this.#port}`;
  }

  get #port(): number {
    const { port } = this.#server.address() as AddressInfo; // a TCP server's address is never a string
    return port;
  }

  /** The address of a service by way of the wire. @param url the address without it */
  through(url: string): string {
    const address = new URL(url);
    address.host = this.host;
    return address.href;
  }

  get state(): WireState {
    return this.#state;
  }

  /** From now on does this with the connections that there are, and with new ones. */
  set state(state: WireState) {
    this.#state = state;
    for (const pair of this.#pairs) {
      if (state === "ending") for (const socket of pair) socket.destroy();
      else for (const socket of pair) state === "cut" ? socket.pause() : socket.resume();
    }
  }

  /** Ends all connections, and listens no more. */
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
    // Each connection ends a little later in its opening than the one before: in the greeting, the sign-in, the first query.
    let left = (this.#opened * 37) % 600;
    const pass = (from: Socket, to: Socket) => {
      from.setNoDelay();
      from.on("data", (chunk: Buffer) => {
        if (this.#state === "ending") {
          left -= chunk.length;
          if (left <= 0) for (const socket of pair) socket.destroy();
        }
        if (to.destroyed || to.write(chunk)) return;
        from.pause();
        to.once("drain", () => this.#state !== "cut" && from.resume());
      });
      from.on("end", () => to.end());
      from.on("error", () => to.destroy());
      from.on("close", () => {
        to.destroySoon();
        this.#pairs.delete(pair);
      });
      if (this.#state === "cut") from.pause();
    };
    pass(client, server);
    pass(server, client);
  }
}
