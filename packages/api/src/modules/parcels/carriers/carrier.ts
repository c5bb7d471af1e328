/** What a carrier is asked to carry. */
export interface Shipment {
  /** Stays the same however often the call is repeated: the carrier books one shipment for it. */
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

/** How far a shipment is. */
export interface ShipmentStatus {
  state: "in_transit" | "delivered" | "failed";
  /** The carrier's words. */
  detail?: string;
}

/** Takes parcels to their recipients. */
export interface Carrier {
  name: string;
  /**
   * Books a shipment.
   *
   * @throws where the carrier refuses or cannot be reached; it is tried again with the same key
   * @throws {JobRefused} where it will never take it; then the parcel fails at once
   */
  book(shipment: Shipment, signal: AbortSignal): Promise<{ trackingNumber: string }>;
  /** @param secondsUnderWay for how long the carrier has had it, by the database's clock. */
  status(trackingNumber: string, secondsUnderWay: number, signal: AbortSignal): Promise<ShipmentStatus>;
  /**
   * Voids what was booked with a key: nothing of it is carried, and no booking with this key is taken any more. Where
   * nothing was booked with it, there is nothing to do.
   *
   * @param trackingNumber where the booking was confirmed.
   * @throws where the carrier refuses or cannot be reached; it is tried again
   */
  voidShipment(idempotencyKey: string, trackingNumber: string | null, signal: AbortSignal): Promise<void>;
}

declare module "../../../core/context.ts" {
  interface Clients {
    carrier: Carrier;
  }
}
