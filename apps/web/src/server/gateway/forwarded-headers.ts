import type { IncomingMessage, ServerResponse } from "node:http";
import { plainAddress } from "@waybill/config";
import { v7 as newId } from "uuid";
import { clientAddress, forwardedOrigin } from "./client.ts";
import { decodableCookies } from "./cookies.ts";
import { isLocal, localHeader } from "./local-request.ts";
import { nonceHeader } from "./security-headers.ts";

const requestIdFormat = /^[A-Za-z0-9._-]{8,100}$/;

const requestIdHeader = "x-request-id";

/** Assigns the request id: the client's own if it is well formed. The response carries it, since handlers may change request headers. */
export function assignRequestId({ headers }: IncomingMessage, response: ServerResponse): void {
  const given = String(headers[requestIdHeader] ?? "");
  const requestId = requestIdFormat.test(given) ? given : newId();
  headers[requestIdHeader] = requestId;
  response.setHeader(requestIdHeader, requestId);
}

/** The request id of a response. */
export const requestIdOf = (response: ServerResponse): string => String(response.getHeader(requestIdHeader));

/** Headers set by proxies. They are removed, and set again from trusted values. */
const forwarding = /^(?:x-forwarded-.*|forwarded|x-real-ip)$/;

/** Trusted proxies and the public origin. */
export interface OriginSettings {
  /** Whether an address is a trusted proxy. */
  isProxy(address: string): boolean;
  /** The origin of `PUBLIC_URL`, if set. */
  publicOrigin: string | null;
}

/**
 * The site's own origins for a request, before its headers are rewritten: that of `PUBLIC_URL`, that of a trusted proxy, or
 * HTTP with the `Host` of the client. Beside an HTTP `PUBLIC_URL`, the `Host` counts too (`127.0.0.1` and `localhost`); beside an
 * HTTPS one it does not, since a man in the middle could set it.
 */
export function ownOrigins({ headers, socket }: IncomingMessage, { isProxy, publicOrigin }: OriginSettings): string[] {
  const direct = `http://${headers.host?.toLowerCase()}`;
  if (publicOrigin) return publicOrigin.startsWith("https:") ? [publicOrigin] : [publicOrigin, direct];
  const forwarded = isProxy(plainAddress(socket.remoteAddress ?? "")) ? forwardedOrigin(headers) : null;
  return [forwarded ?? direct];
}

/**
 * Rewrites the headers that later code trusts: client address, origin, cookies (only decodable ones), and the mark of a local
 * request. Values sent by the client are dropped.
 *
 * @returns the client's IP address.
 */
export function rewriteHeaders(request: IncomingMessage, { isProxy, publicOrigin }: OriginSettings): string {
  const { headers, socket } = request;
  const local = isLocal(request);
  const address = clientAddress(socket.remoteAddress, headers, isProxy);
  const forwarded = isProxy(plainAddress(socket.remoteAddress ?? "")) ? forwardedOrigin(headers) : null;
  for (const name of Object.keys(headers)) if (forwarding.test(name)) delete headers[name];
  for (const name of [localHeader, nonceHeader, "content-security-policy"]) delete headers[name];
  if (local) headers[localHeader] = "true";
  headers["x-real-ip"] = address;
  const origin = publicOrigin ?? forwarded;
  if (origin) Object.assign(headers, headersOfOrigin(new URL(origin)));
  if (headers.cookie !== undefined) headers.cookie = decodableCookies(headers.cookie);
  return address;
}

/** The headers of an origin, as a proxy sets them. */
const headersOfOrigin = ({ host, protocol }: URL) => ({
  host,
  "x-forwarded-host": host,
  "x-forwarded-proto": protocol.slice(0, -1),
});
