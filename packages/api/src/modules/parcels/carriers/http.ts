import { storableText, text } from "@waybill/validators";
import { z } from "zod";
import { currentTraceparent } from "../../../core/index.ts";
import type { Carrier } from "./carrier.ts";

const booked = z.object({ trackingNumber: text({ max: 100, kind: "code" }) });
const status = z.object({
  state: z.enum(["in_transit", "delivered", "failed"]),
  // A remark for people: what of it cannot be kept does not hold up the parcel.
  detail: z
    .string()
    .transform((remark) => storableText(remark, 500))
    .optional(),
});

/**
 * A carrier over HTTP. `POST /shipments` with an `Idempotency-Key` books; `GET /shipments/{trackingNumber}` tells how
 * far it is. See docs/carriers.md.
 *
 * @param url the carrier's address, without a slash at the end.
 * @param token sent as a bearer token, where given.
 */
export function httpCarrier(url: string, token?: string): Carrier {
  const base = url.replace(/\/$/, "");
  const call = async (path: string, init: RequestInit, signal: AbortSignal) => {
    const traceparent = currentTraceparent();
    const headers = {
      ...(traceparent ? { traceparent } : {}),
      accept: "application/json",
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...init.headers,
    };
    const response = await fetch(`${base}${path}`, {
      ...init,
      headers,
      // What is sent, the token included, is for this address alone.
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(20_000)]),
    });
    if (!response.ok)
      throw new Error(`The carrier answered ${response.status}: ${(await response.text()).slice(0, 200)}`);
    return response.json();
  };
  return {
    name: new URL(base).hostname,
    async book({ idempotencyKey, requestId, ...shipment }, signal) {
      const headers = {
        "content-type": "application/json",
        "idempotency-key": idempotencyKey,
        "x-request-id": requestId,
      };
      return booked.parse(
        await call("/shipments", { method: "POST", headers, body: JSON.stringify(shipment) }, signal),
      );
    },
    async status(trackingNumber, _handedOverAt, signal) {
      return status.parse(await call(`/shipments/${encodeURIComponent(trackingNumber)}`, {}, signal));
    },
  };
}
