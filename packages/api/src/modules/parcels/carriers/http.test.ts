import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PermanentJobError } from "../../../core/index.ts";
import type { Carrier } from "./carrier.ts";
import { httpCarrier } from "./http.ts";

let answer: unknown;
let status = 200;
let asked = "";
const server = createServer(({ method, url }, response) => {
  asked = `${method} ${url}`;
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
});
let carrier: Carrier;

beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  carrier = httpCarrier(`http://127.0.0.1:${(server.address() as AddressInfo).port}`); // never a string for TCP
});
afterAll(() => void server.close());

const { signal } = new AbortController();
const shipment = {
  ...{ idempotencyKey: "k", reference: "R", requestId: "r", weight: 1 },
  recipient: { name: "Ada", line1: null, line2: null, postcode: null, city: "Berlin", country: "DE" },
};

describe("a carrier over HTTP with an unstorable answer", () => {
  test.each(["a\0b", "\ud83d", "", "x".repeat(101), "a\u202eb"])("has not booked: %j", async (trackingNumber) => {
    answer = { trackingNumber };
    await expect(carrier.book(shipment, signal)).rejects.toThrow();
    answer = { trackingNumber: "T-1" };
    expect(await carrier.book(shipment, signal)).toEqual({ trackingNumber: "T-1" });
  });

  test("has delivered: its remark is made storable", async () => {
    answer = { state: "delivered", detail: `Left\0 at the door ${"!".repeat(1000)}` };
    const { state, detail } = await carrier.status("T-1", 0, signal);
    expect(state).toBe("delivered");
    expect(detail).toMatch(/^Left\ufffd at the door !+…$/);
    expect(detail).toHaveLength(500);
  });
});

describe("a carrier over HTTP", () => {
  test.each([200, 204, 404, 410])("voids by the key; %s means that nothing is transported", async (code) => {
    status = code;
    await carrier.voidShipment("parcel-1/2", null, signal);
    expect(asked).toBe("DELETE /shipments/by-key/parcel-1%2F2");
    status = 200;
  });

  test.each([405, 409, 500])("has not voided after the answer %s", async (code) => {
    status = code;
    await expect(carrier.voidShipment("k", null, signal)).rejects.toThrow(`The carrier responded with ${code}`);
    status = 200;
  });

  test("with a permanent refusal returns its reason, and gets no further request", async () => {
    status = 422;
    answer = { error: "There is no such street" };
    const refused = await carrier.book(shipment, signal).catch((error) => error);
    expect(refused).toBeInstanceOf(PermanentJobError);
    expect(refused.message).toBe("The carrier responded with 422: There is no such street");
    status = 200;
  });

  test("without a valid answer is reported in a sentence for people", async () => {
    await expect(httpCarrier("http://127.0.0.1:1").book(shipment, signal)).rejects.toThrow(
      /^The carrier could not be reached\.$/,
    );
    answer = { state: "lost in space" };
    await expect(carrier.status("T-1", 0, signal)).rejects.toThrow(/^The carrier sent an invalid response\.$/);
  });
});

test("a carrier over HTTP that redirects gets neither the shipment nor the token at the new address", async () => {
  const asked: unknown[] = [];
  const led = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(307, { location: "/elsewhere" }).end();
  });
  await new Promise<void>((listening) => led.listen(0, "127.0.0.1", listening));
  const { port } = led.address() as AddressInfo; // never a string for TCP
  try {
    await expect(httpCarrier(`http://127.0.0.1:${port}`, "a token").book(shipment, signal)).rejects.toThrow();
    expect(asked).toEqual(["/shipments"]);
  } finally {
    led.close();
  }
});
