import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";
import { plainAddress } from "@waybill/config";

/** The last entry of a header that proxies append to: that of the nearest proxy. */
const nearest = (header: string | string[] | undefined): string =>
  String(header ?? "")
    .split(",")
    .at(-1)
    ?.trim() ?? "";

/**
 * The IP address of the client.
 *
 * @param socketAddress the peer address of the connection.
 * @param isProxy whether an address is a trusted proxy. Of its `X-Forwarded-For`, only the last entry is trusted: the
 *   others were sent by the client.
 */
export function clientAddress(
  socketAddress: string | undefined,
  headers: IncomingHttpHeaders,
  isProxy: (address: string) => boolean,
): string {
  const own = plainAddress(socketAddress ?? "");
  if (!isProxy(own)) return own;
  const entry = nearest(headers["x-forwarded-for"]);
  // `192.0.2.7:4711` and `[2001:db8::7]:4711`, as some proxies write it.
  const [, bracketed] = /^\[([^\]]+)\](?::\d+)?$/.exec(entry) ?? [];
  const address = plainAddress(bracketed ?? entry.replace(/^(\d+(?:\.\d+){3}):\d+$/, "$1"));
  return isIP(address) ? address : own;
}

/** The origin in the headers of a proxy; null without one. */
export function forwardedOrigin(headers: IncomingHttpHeaders): string | null {
  const origin = `${nearest(headers["x-forwarded-proto"])}://${nearest(headers["x-forwarded-host"])}`.toLowerCase();
  return /^https?:/.test(origin) && URL.canParse(origin) && new URL(origin).origin === origin ? origin : null;
}
