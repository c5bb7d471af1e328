import type { IncomingMessage, ServerResponse } from "node:http";
import { plainAddress } from "@waybill/config";
import { v7 as newId } from "uuid";
import { clientAddress, forwardedOrigin } from "./client.ts";
import { decodableCookies } from "./cookies.ts";
import { isLocal, localMark } from "./outbox.ts";
import { nonceHeader } from "./security-headers.ts";

const requestIdFormat = /^[A-Za-z0-9._-]{8,100}$/;

const requestIdHeader = "x-request-id";

/**
 * Gives a request its id, the client's own where that is well formed. The answer bears it from here on: what handles the
 * request may change its headers.
 */
export function giveRequestId({ headers }: IncomingMessage, response: ServerResponse): void {
  const given = String(headers[requestIdHeader] ?? "");
  const requestId = requestIdFormat.test(given) ? given : newId();
  headers[requestIdHeader] = requestId;
  response.setHeader(requestIdHeader, requestId);
}

/** The id that {@link giveRequestId} gave to the request of an answer. */
export const requestIdOf = (response: ServerResponse): string => String(response.getHeader(requestIdHeader));

/** Headers that proxies and their impostors send. Those that are true are set anew. */
const forwarding = /^(?:x-forwarded-.*|forwarded|x-real-ip)$/;

/** Whom the door believes, and how the site is called. */
export interface Acquaintances {
  /** Whether an address is one of our proxies. */
  isProxy(address: string): boolean;
  /** The origin that people type, where `PUBLIC_URL` says it. */
  publicOrigin: string | null;
}

/**
 * The origins that the site has for who sent a request, before its headers are rewritten: the one that `PUBLIC_URL` says,
 * the one that a proxy of ours was asked for, or the name that the client itself asked for, over HTTP. That name counts
 * beside a `PUBLIC_URL` of HTTP as well, as for `127.0.0.1` beside `localhost`; never beside one of HTTPS, where it would let
 * in whoever is between.
 */
export function sitesOf({ headers, socket }: IncomingMessage, { isProxy, publicOrigin }: Acquaintances): string[] {
  const asked = `http://${headers.host?.toLowerCase()}`;
  if (publicOrigin) return publicOrigin.startsWith("https:") ? [publicOrigin] : [publicOrigin, asked];
  const told = isProxy(plainAddress(socket.remoteAddress ?? "")) ? forwardedOrigin(headers) : null;
  return [told ?? asked];
}

/**
 * Rewrites a request's headers, so that what comes after can believe them: the client's address, the origin
 * that it asked for, cookies that can be decoded, and whether it is on this machine. What the client claims about these
 * is dropped.
 *
 * @returns the client's address
 */
export function introduce(request: IncomingMessage, { isProxy, publicOrigin }: Acquaintances): string {
  const { headers, socket } = request;
  const local = isLocal(request);
  const address = clientAddress(socket.remoteAddress, headers, isProxy);
  const told = isProxy(plainAddress(socket.remoteAddress ?? "")) ? forwardedOrigin(headers) : null;
  for (const name of Object.keys(headers)) if (forwarding.test(name)) delete headers[name];
  for (const name of [localMark, nonceHeader, "content-security-policy"]) delete headers[name];
  if (local) headers[localMark] = "true";
  headers["x-real-ip"] = address;
  const origin = publicOrigin ?? told;
  if (origin) Object.assign(headers, headersOfOrigin(new URL(origin)));
  if (headers.cookie !== undefined) headers.cookie = decodableCookies(headers.cookie);
  return address;
}

/** How an origin looks to what comes after: as the proxy that people reach would tell it. */
const headersOfOrigin = ({ host, protocol }: URL) => ({
  host,
  "x-forwarded-host": host,
  "x-forwarded-proto": protocol.slice(0, -1),
});
