import { createHash, randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Carrier } from "./carrier.ts";

export const simulatedName = "Simulated carrier";

/** One in this many bookings fails. */
const bookingsPerError = 8;

/** Seconds from booking to delivery. */
const deliverySeconds = 5;

/**
 * A carrier for demos: answers with a delay, sometimes with an error, and delivers after a few seconds. The tracking
 * number derives from the key, so that a repeated booking is the same shipment.
 */
export function simulatedCarrier(): Carrier {
  return {
    name: simulatedName,
    async book({ idempotencyKey }, signal) {
      await sleep(400 + randomInt(800), undefined, { signal });
      if (randomInt(bookingsPerError) === 0) throw new Error("The carrier did not respond.");
      const digits = BigInt(`0x${createHash("sha256").update(idempotencyKey).digest("hex").slice(0, 12)}`);
      return { trackingNumber: `SIM${digits.toString().padStart(12, "0").slice(-12)}` };
    },
    async status(_trackingNumber, secondsUnderWay, signal) {
      await sleep(100, undefined, { signal });
      return secondsUnderWay >= deliverySeconds
        ? { state: "delivered", detail: "Left with the recipient" }
        : { state: "in_transit" };
    },
    async voidShipment(_idempotencyKey, _trackingNumber, signal) {
      await sleep(100, undefined, { signal });
    },
  };
}
