import { storableText, text } from "@waybill/validators";
import { z } from "zod";
import { currentTraceparent, PermanentJobError } from "../../../core/index.ts";
import type { Carrier } from "./carrier.ts";

const booked = z.object({ trackingNumber: text({ max: 100, kind: "code" }) });
const status = z.object({
  state: z.enum(["in_transit", "delivered", "failed"]),
  // A remark for people. Unstorable characters are dropped and do not stop the parcel.
  detail: z
    .string()
    .transform((remark) => storableText(remark, 500))
    .optional(),
});

const refusal = z.union([
  z.object({ error: z.string() }).transform(({ error }) => error),
  z.object({ message: z.string() }).transform(({ message }) => message),
]);

/** The carrier's message for a refusal, or the beginning of its response without markup. */
function wordsOf(answer: string): string {
  const words = refusal.safeParse(parsedJson(answer));
  const plain = (words.success ? words.data : answer.slice(0, 2000)).replace(/<[^<>]*>?/g, " ");
  return plain.replace(/\s+/g, " ").trim().slice(0, 200) || "nothing more";
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * A carrier over HTTP. `POST /shipments` with an `Idempotency-Key` books; `GET /shipments/{trackingNumber}` returns the
 * progress. See docs/carriers.md.
 *
 * @param url without a trailing slash.
 * @param token sent as a bearer token, if given.
 */
export function httpCarrier(url: string, token?: string): Carrier {
  const base = url.replace(/\/$/, "");
  const ask = async (path: string, init: RequestInit, signal: AbortSignal) => {
    const traceparent = currentTraceparent();
    const headers = {
      ...(traceparent ? { traceparent } : {}),
      accept: "application/json",
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...init.headers,
    };
    const limit = AbortSignal.any([signal, AbortSignal.timeout(20_000)]);
    // The request, including the token, is only for this address: no redirects.
    return fetch(`${base}${path}`, { ...init, headers, redirect: "error", signal: limit }).catch((cause) => {
      throw new Error("The carrier could not be reached.", { cause });
    });
  };
  const refusalOf = async (response: Response) => {
    const message = `The carrier responded with ${response.status}: ${wordsOf(await response.text())}`;
    return response.status === 422 ? new PermanentJobError(message) : new Error(message);
  };
  const call = async <T>(answer: z.ZodType<T>, path: string, init: RequestInit, signal: AbortSignal): Promise<T> => {
    const response = await ask(path, init, signal);
    if (!response.ok) throw await refusalOf(response);
    const read = answer.safeParse(await response.json().catch(() => undefined));
    if (!read.success) throw new Error("The carrier sent an invalid response.", { cause: read.error });
    return read.data;
  };
  return {
    name: new URL(base).hostname,
    async book({ idempotencyKey, requestId, ...shipment }, signal) {
      const headers = {
        "content-type": "application/json",
        "idempotency-key": idempotencyKey,
        "x-request-id": requestId,
      };
      return call(booked, "/shipments", { method: "POST", headers, body: JSON.stringify(shipment) }, signal);
    },
    async status(trackingNumber, _secondsUnderWay, signal) {
      return call(status, `/shipments/${encodeURIComponent(trackingNumber)}`, {}, signal);
    },
    async voidShipment(idempotencyKey, _trackingNumber, signal) {
      const path = `/shipments/by-key/${encodeURIComponent(idempotencyKey)}`;
      const response = await ask(path, { method: "DELETE" }, signal);
      // Nothing was booked with the key, or it is already void.
      if (!response.ok && response.status !== 404 && response.status !== 410) throw await refusalOf(response);
    },
  };
}
