import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A booking of the carrier. */
interface Booking {
  trackingNumber: string;
  bookedAt: number;
  /** Number of requests with its key. */
  calls: number;
  voided: boolean;
  /** The parcel. */
  reference: string;
}

/** Maximum number of faulty answers per booking; a parcel gets seven attempts. */
const maxFaultsPerBooking = 2;

/**
 * A carrier over HTTP with idempotent bookings and faulty answers: it books and answers 503, closes the connection, or sends
 * an invalid answer; it reports known shipments as unknown.
 */
export class FaultyCarrier {
  readonly bookings = new Map<string, Booking>();
  /** Number of faulty answers. */
  faultyAnswers = 0;
  readonly #random: () => number;
  readonly #server: Server;

  /** @param random decides which answers are faulty. */
  constructor(random: () => number) {
    this.#random = random;
    this.#server = createServer(async (request, response) => {
      const [, byKey] = request.url?.match(/^\/shipments\/by-key\/(.+)$/) ?? [];
      if (request.method === "DELETE" && byKey) return this.#void(decodeURIComponent(byKey), response);
      if (request.method === "POST") {
        return this.#book(String(request.headers["idempotency-key"]), await text(request), response);
      }
      return this.#answerState(decodeURIComponent(request.url?.split("/").at(-1) ?? ""), response);
    });
  }

  /** @returns the port. */
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
    if (booking.calls > maxFaultsPerBooking || this.#random() < 0.6) {
      answer(response, 201, booking);
      return;
    }
    this.faultyAnswers += 1;
    const fault = this.#random();
    if (fault < 0.3) answer(response, 503, { error: "No van is free" });
    else if (fault < 0.6) response.destroy();
    else if (fault < 0.8) response.writeHead(201, { "content-type": "text/html" }).end("<h1>Booked</h1>");
    else answer(response, 201, { trackingNumber: "" });
  }

  #answerState(trackingNumber: string, response: ServerResponse): void {
    const booking = [...this.bookings.values()].find((one) => one.trackingNumber === trackingNumber);
    if (!booking || this.#random() < 0.1) {
      this.faultyAnswers += booking ? 1 : 0;
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
