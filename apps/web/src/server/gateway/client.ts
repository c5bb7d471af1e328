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
 * The address of the client.
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

/**
 * The network of an address: itself, or the first 64 bits of an IPv6 address, since one client usually has the whole block.
 */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [, text = ""] = /^\[(.*)\]$/.exec(new URL(`http://[${address.replace(/%.*/, "")}]`).hostname) ?? [];
  const [left = "", right = ""] = text.split("::");
  const groups = (part: string) => (part ? part.split(":") : []);
  const missing = 8 - groups(left).length - groups(right).length;
  const all = [...groups(left), ...Array<string>(Math.max(0, missing)).fill("0"), ...groups(right)];
  // An IPv4-mapped IPv6 address.
  if (all.slice(0, 6).join(":") === "0:0:0:0:0:ffff") return all.slice(6).join(":");
  return `${all.slice(0, 4).join(":")}::/64`;
}

/** The origin in the headers of a proxy; null without one. */
export function forwardedOrigin(headers: IncomingHttpHeaders): string | null {
  const origin = `${nearest(headers["x-forwarded-proto"])}://${nearest(headers["x-forwarded-host"])}`.toLowerCase();
  return /^https?:/.test(origin) && URL.canParse(origin) && new URL(origin).origin === origin ? origin : null;
}
