/** A shipment to be booked. */
export interface Shipment {
  /** Idempotency key: the carrier books one shipment for it. */
  idempotencyKey: string;
  reference: string;
  requestId: string;
  /** Grams. */
  weight: number;
  recipient: {
    name: string;
    line1: string | null;
    line2: string | null;
    postcode: string | null;
    city: string;
    country: string;
  };
}

/** The progress of a shipment. */
export interface ShipmentStatus {
  state: "in_transit" | "delivered" | "failed";
  /** The carrier's own words. */
  detail?: string;
}

/** The interface to a carrier. */
export interface Carrier {
  name: string;
  /**
   * Books a shipment.
   *
   * @throws if the carrier refuses or is unreachable; retried with the same key
   * @throws {PermanentJobError} if it can never be accepted; the parcel fails at once
   */
  book(shipment: Shipment, signal: AbortSignal): Promise<{ trackingNumber: string }>;
  /** @param secondsUnderWay the time since the hand-over, by the database clock. */
  status(trackingNumber: string, secondsUnderWay: number, signal: AbortSignal): Promise<ShipmentStatus>;
  /**
   * Voids the booking of a key; the carrier accepts no further booking with it. Does nothing without a booking.
   *
   * @param trackingNumber of a confirmed booking.
   * @throws if the carrier refuses or is unreachable; retried
   */
  voidShipment(idempotencyKey: string, trackingNumber: string | null, signal: AbortSignal): Promise<void>;
}

declare module "../../../core/context.ts" {
  interface Clients {
    carrier: Carrier;
  }
}
