import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What a carrier has booked with a key. */
interface Booking {
  trackingNumber: string;
  bookedAt: number;
  /** How often it was asked for with this key. */
  calls: number;
  voided: boolean;
  /** What it was asked to carry. */
  reference: string;
}

/** How often the carrier lies about one booking, at the most: a parcel gets seven attempts. */
const mostLies = 2;

/**
 * A carrier's service over HTTP that books once for each key, and lies: it books and says that it did not, hangs up, or
 * answers with what is no answer; it does not know shipments that it carries.
 */
export class LyingCarrier {
  readonly bookings = new Map<string, Booking>();
  /** How many of its answers were lies. */
  lies = 0;
  readonly #random: () => number;
  readonly #server: Server;

  /** @param random decides where it lies. */
  constructor(random: () => number) {
    this.#random = random;
    this.#server = createServer(async (request, response) => {
      const [, byKey] = request.url?.match(/^\/shipments\/by-key\/(.+)$/) ?? [];
      if (request.method === "DELETE" && byKey) return this.#void(decodeURIComponent(byKey), response);
      if (request.method === "POST") {
        return this.#book(String(request.headers["idempotency-key"]), await text(request), response);
      }
      return this.#tell(decodeURIComponent(request.url?.split("/").at(-1) ?? ""), response);
    });
  }

  /** @returns the port that it listens on. */
  async start(): Promise<number> {
    await new Promise<void>((listening) => this.#server.listen(0, "127.0.0.1", listening));
    return (this.#server.address() as AddressInfo).port;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #book(key: string, body: string, response: ServerResponse): void {
    const { reference }: { reference: string } = JSON.parse(body);
    const booking = this.bookings.get(key) ?? {
      ...{ trackingNumber: `C-${this.bookings.size + 1}`, bookedAt: Date.now(), calls: 0, voided: false, reference },
    };
    this.bookings.set(key, booking);
    booking.calls += 1;
    if (booking.calls > mostLies || this.#random() < 0.6) {
      answer(response, 201, booking);
      return;
    }
    this.lies += 1;
    const lie = this.#random();
    if (lie < 0.3) answer(response, 503, { error: "No van is free" });
    else if (lie < 0.6) response.destroy();
    else if (lie < 0.8) response.writeHead(201, { "content-type": "text/html" }).end("<h1>Booked</h1>");
    else answer(response, 201, { trackingNumber: "" });
  }

  #tell(trackingNumber: string, response: ServerResponse): void {
    const booking = [...this.bookings.values()].find((one) => one.trackingNumber === trackingNumber);
    if (!booking || this.#random() < 0.1) {
      this.lies += booking ? 1 : 0;
      answer(response, booking && this.#random() < 0.5 ? 500 : 404, { error: "Unknown" });
    } else {
      answer(response, 200, { state: Date.now() - booking.bookedAt > 500 ? "delivered" : "in_transit" });
    }
  }

  #void(key: string, response: ServerResponse): void {
    const booking = this.bookings.get(key);
    if (booking) booking.voided = true;
    answer(response, booking ? 200 : 404, {});
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
